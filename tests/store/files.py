"""Small files of the kinds that may be attached, and of kinds that may not."""

from __future__ import annotations

import zlib

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDAT"
    + zlib.compress(b"\0\0")
    + b"\0\0\0\0IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20) + b"\xff\xd9"
TIFF = b"II*\0\x08\0\0\0" + bytes(20)
HEIC = b"\0\0\0\x18ftypheic" + bytes(20)
EMAIL = (
    b"Received: from mail.example.org\r\n by mx.example.org\r\nFrom: SSA <no-reply@example.gov>\r\n"
    b"Date: Mon, 2 Mar 2026 10:00:00 -0500\r\nSubject: Your request\r\n\r\n<html>caf\xe9</html>\r\n"
)
TEXT = "Fax report: 2 pages, OK, 東京\n".encode()

ACCEPTED = {
    "certificate.pdf": (PDF, "application/pdf"),
    "scan.png": (PNG, "image/png"),
    "photo.JPEG": (JPEG, "image/jpeg"),
    "fax.tif": (TIFF, "image/tiff"),
    "phone.heic": (HEIC, "image/heic"),
    "confirmation.eml": (EMAIL, "message/rfc822"),
    "note.txt": (TEXT, "text/plain"),
    "bom.txt": (b"\xef\xbb\xbfline", "text/plain"),
}

REFUSED = {
    "empty.pdf": (b"", "is empty"),
    "cut.pdf": (PDF[:40], "cut off"),
    "cut.png": (PNG[:-6], "cut off"),
    "cut.jpg": (JPEG[:-2], "cut off"),
    "letter.pdf": (PNG, "PNG image by its content"),
    "letter.png": (PDF, "PDF by its content"),
    "program.exe": (b"MZ\x90\0" + bytes(60), "a program"),
    "program.pdf": (b"MZ\x90\0" + bytes(60), "a program"),
    "program": (b"\x7fELF\2\1\1" + bytes(60), "a program"),
    "script.txt": (b"#!/bin/sh\nrm -rf ~\n", "a script"),
    "macro.bat": (b"@echo off\r\n", "plain text by its content"),
    "script.js": (b"alert(1)\n", "plain text by its content"),
    "page.html": (b"<!DOCTYPE html><script>alert(1)</script>", "HTML, SVG or XML"),
    "page.txt": (b"\xef\xbb\xbf \n<HTML><body onload=alert(1)>", "HTML, SVG or XML"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "HTML, SVG or XML"),
    "drawing.png": (b"<?xml version='1.0'?><svg/>", "HTML, SVG or XML"),
    "letter.docx": (b"PK\x03\x04" + bytes(60), "Save it as PDF"),
    "packed.zip": (b"PK\x05\x06" + bytes(18), "Save it as PDF"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "Save it as PDF"),
    "packed.gz": (b"\x1f\x8b\x08" + bytes(60), "Unpack it"),
    "letter.rtf": (b"{\\rtf1 hello}", "Save it as PDF"),
    "zero.txt": (b"text\0text", "none of the files"),
    "latin.txt": (b"caf\xe9", "none of the files"),
    "control.txt": (b"\x1b[2Jcleared", "none of the files"),
    "wide.txt": ("\ufeff".encode("utf-16-le") + "text".encode("utf-16-le"), "none of the files"),
    "table.parquet": (b"PAR1" + bytes(10), "none of the files"),
    "certificate\u202efdp.exe": (PDF, "PDF by its content"),
    "": (PDF, "has no name"),
    "\u202e\u200b": (PDF, "has no name"),
}
