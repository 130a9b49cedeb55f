"""The feature routers of the tickets service: none yet, its health routes come with the shell."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
