"""The tickets service: cases with a clock, returns and appeals. Its features come later."""
