"""What each planted cause should be found as. Written down when it is planted, never computed from data."""

from services.sandbox.advertisers.rules.kinds import Kind

CODES = {
    Kind.ACOS_HIGH: "ads.acos_high",
    Kind.CTR_LOW: "ads.ctr_low",
    Kind.SALELESS: "ads.spend_without_sales",
    Kind.WASTEFUL_TERM: "ads.spend_without_sales",
}
"""Finding codes of the planted kinds; healthy campaigns and decoys have none.

In a SALELESS campaign every term is without sales too. Such terms are not answers: the campaign is the
finding, and terms are judged only inside campaigns that are not found themselves.
"""

CAUSES = {
    Kind.ACOS_HIGH: "planted: shoppers click but seldom buy, and what they buy is cheap",
    Kind.CTR_LOW: "planted: shown to shoppers who hardly ever click; those who do buy as usual",
    Kind.SALELESS: "planted: costly clicks in number, and none of them ever buys",
    Kind.WASTEFUL_TERM: "planted: one costly term whose clicks never buy, in a healthy campaign",
}
