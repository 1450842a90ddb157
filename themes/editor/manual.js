// Decap starts when it is told to: start.js has to name our format first.
window.CMS_MANUAL_INIT = true;
