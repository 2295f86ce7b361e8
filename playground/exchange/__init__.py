"""In and out: links, uploads, exports, code to copy."""
