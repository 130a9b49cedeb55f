"""The feature routers of the catalog service: none yet, its health routes come with the shell."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
