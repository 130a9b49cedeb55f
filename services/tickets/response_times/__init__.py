"""Response times: how fast what came in was answered."""
