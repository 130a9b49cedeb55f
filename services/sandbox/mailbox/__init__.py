"""Mailbox: the e-mails that Amazon passes on or sends, which no API of its hands out."""
