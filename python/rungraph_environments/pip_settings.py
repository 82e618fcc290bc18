"""Prints, as JSON, from where the pip of this interpreter takes packages: the values of its configuration by key."""

import ast
import json
import subprocess
import sys

KEYS = ("index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "cert", "client-cert", "proxy", "timeout", "default-timeout", "retries")
# Later ones win, as in pip.
SECTIONS = ("global", "install", ":env:")

found: dict = {section: {} for section in SECTIONS}
listing = subprocess.run([sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True)
for line in listing.stdout.splitlines():
    name, _, value = line.partition("=")
    section, _, key = name.partition(".")
    if section in found and key in KEYS:
        found[section][key] = ast.literal_eval(value)
print(json.dumps({key: value for section in SECTIONS for key, value in found[section].items()}))
