"""Forms for editors in a browser, made from the kinds; see docs/web-editor.md."""
