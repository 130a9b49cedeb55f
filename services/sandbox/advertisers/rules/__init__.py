"""The simulation: who the advertiser is, what is planted, and every day's numbers. Pure and deterministic.

`chance` turns keys into numbers, `kinds` says what a campaign can be, `names` what it is called,
`plan` puts an advertiser together, `days` lets it live, `restating` tells its newest days as Amazon does.
"""
