"""What the project's web servers share: an open port, who may ask, security headers, and faults without words of documents.

In: HTTP requests.
Out: refusals and headers.
Must not know: what is served.
"""
