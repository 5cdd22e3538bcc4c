#!/usr/bin/env python3
"""Collects the stanzas shown in the XEPs: extract-examples.py SPECS_FOLDER ../resources/im/viavai/xmpp/examples.txt.gz

Takes every code block of the Markdown files xep-NNNN.md that begins with a message, presence or iq, as it is printed
there, with all its mistakes. Each is preceded by a line "%% XEP-NNNN". Needed only when the XEPs have changed.
"""
import gzip
import pathlib
import re
import sys

NOTICE = """\
These examples are taken from XMPP Extension Protocols, https://xmpp.org/extensions/.

This XMPP Extension Protocol is copyright (c) 1999 - 2024 by the XMPP Standards Foundation (XSF).

Permission is hereby granted, free of charge, to any person obtaining a copy of this specification (the
"Specification"), to make use of the Specification without restriction, including without limitation the rights to
implement the Specification in a software program, deploy the Specification in a network service, and copy, modify,
merge, publish, translate, distribute, sublicense, or sell copies of the Specification, and to permit persons to whom
the Specification is furnished to do so, subject to the condition that the foregoing copyright notice and this
permission notice shall be included in all copies or substantial portions of the Specification. Unless separate
permission is granted, modified works that are redistributed shall not contain misleading information regarding the
authors, title, number, or publisher of the Specification, and shall not claim endorsement of the modified works by
the authors, any organization or project to which the authors belong, or the XMPP Standards Foundation.
"""
BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.M | re.S)
STANZA = re.compile(r"\s*<(message|presence|iq)[\s>/]")

seen = set()
parts = [NOTICE]
for path in sorted(pathlib.Path(sys.argv[1]).glob("xep-*.md")):
    for block in BLOCK.findall(path.read_text(encoding="utf-8")):
        text = "\n".join(line.strip() for line in block.strip().splitlines())
        if STANZA.match(block) and text not in seen:
            seen.add(text)
            parts.append("%% XEP-" + path.stem[4:8] + "\n" + text + "\n")
with open(sys.argv[2], "wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as out:
    out.write("".join(parts).encode())
