// For browsers that cannot read the modules of search/: says plainly which pages to use instead. Written so that they can read it.
"use strict";

(function () {
  var able = "noModule" in document.createElement("script");
  try {
    able = able && new RegExp("\\p{L}", "u").test("\u4e00") && typeof Object.hasOwn === "function" && typeof "".replaceAll === "function";
  } catch (unknown) {
    able = false;
  }
  if (!able) document.getElementById("search-old").hidden = false;
})();
