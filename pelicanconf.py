"""Pelican's settings. Facts of the site come from content/site.yaml."""

PATH = "content"
OUTPUT_PATH = "output"
THEME = "themes/gov"
PLUGIN_PATHS = ["."]
PLUGINS = ["plugins.disclosure"]
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
SITENAME = "gongkai"
SITEURL = ""

# Items are not Pelican's articles: it drops faulty ones, completes partial dates and renders everything each time.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
READERS = {"rst": None}  # it knows no Chinese, looks for it in every folder of languages, and warns
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
FEED_ATOM = FEED_RSS = FEED_ALL_ATOM = FEED_ALL_RSS = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DELETE_OUTPUT_DIRECTORY = False
LOAD_CONTENT_CACHE = CACHE_CONTENT = False

GONGKAI_STORE = "var/store.sqlite"
GONGKAI_AS_OF = ""
GONGKAI_WORKERS = 0
