"""The columns of the flat files, in Amazon's order and spelling."""

LISTINGS = (
    *("item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date", "image-url"),
    *("item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note", "item-condition"),
    *("zshop-category1", "zshop-browse-path", "zshop-storefront-feature", "asin1", "asin2", "asin3"),
    *("will-ship-internationally", "expedited-shipping", "zshop-boldface", "product-id"),
    *("bid-for-featured-placement", "add-delete", "pending-quantity", "fulfillment-channel"),
    *("merchant-shipping-group", "status"),
)
SUPPRESSED = (
    *("Status", "Reason", "SKU", "ASIN", "Product name", "Condition", "Status Change Date", "Issue Description"),
)
INVENTORY = (
    *("sku", "fnsku", "asin", "product-name", "condition", "your-price", "mfn-listing-exists"),
    *("mfn-fulfillable-quantity", "afn-listing-exists", "afn-warehouse-quantity", "afn-fulfillable-quantity"),
    *("afn-unsellable-quantity", "afn-reserved-quantity", "afn-total-quantity", "per-unit-volume"),
    *("afn-inbound-working-quantity", "afn-inbound-shipped-quantity", "afn-inbound-receiving-quantity"),
    *("afn-researching-quantity", "afn-reserved-future-supply", "afn-future-supply-buyable"),
)
STRANDED = (
    *("primary-action", "date-stranded", "Date-to-take-auto-removal", "status-primary", "status-secondary"),
    *("error-message", "stranded-reason", "asin", "sku", "fnsku", "product-name", "condition", "fulfilled-by"),
    *("fulfillable-qty", "your-price", "unfulfillable-qty", "reserved-quantity", "inbound-shipped-qty"),
)
_AIS = ("181-210", "211-240", "241-270", "271-300", "301-330", "331-365", "365-plus")
PLANNING = (
    *("snapshot-date", "sku", "fnsku", "asin", "product-name", "condition", "available"),
    *("pending-removal-quantity", "inv-age-0-to-90-days", "inv-age-91-to-180-days", "inv-age-181-to-270-days"),
    *("inv-age-271-to-365-days", "inv-age-365-plus-days", "currency", "qty-to-be-charged-ltsf-9-mo"),
    *("projected-ltsf-9-mo", "qty-to-be-charged-ltsf-12-mo", "estimated-ltsf-next-charge", "units-shipped-t7"),
    *("units-shipped-t30", "units-shipped-t60", "units-shipped-t90", "alert", "your-price", "sales-price"),
    *("lowest-price-new-plus-shipping", "lowest-price-used", "recommended-action", "healthy-inventory-level"),
    *("recommended-sales-price", "recommended-sale-duration-days", "recommended-removal-quantity"),
    *("estimated-cost-savings-of-recommended-actions", "sell-through", "item-volume"),
    *("volume-unit-measurement", "storage-type", "storage-volume", "marketplace", "product-group"),
    *("sales-rank", "days-of-supply", "estimated-excess-quantity", "weeks-of-cover-t30", "weeks-of-cover-t90"),
    *("featuredoffer-price", "sales-shipped-last-7-days", "sales-shipped-last-30-days"),
    *("sales-shipped-last-60-days", "sales-shipped-last-90-days", "inv-age-0-to-30-days"),
    *("inv-age-31-to-60-days", "inv-age-61-to-90-days", "inv-age-181-to-330-days", "inv-age-331-to-365-days"),
    *("estimated-storage-cost-next-month", "inbound-quantity", "inbound-working", "inbound-shipped"),
    *("inbound-received", "no-sale-last-6-months", "reserved-quantity", "unfulfillable-quantity"),
    *(f"estimated-ais-{ages}-days" for ages in _AIS),
    *(f"quantity-to-be-charged-ais-{ages}-days" for ages in _AIS),
)
LEDGER = (
    *("Date", "FNSKU", "ASIN", "MSKU", "Title", "Disposition", "Starting Warehouse Balance"),
    *("In Transit Between Warehouses", "Receipts", "Customer Shipments", "Customer Returns", "Vendor Returns"),
    *("Warehouse Transfer In/Out", "Found", "Lost", "Damaged", "Disposed", "Other Events"),
    *("Ending Warehouse Balance", "Unknown Events", "Location"),
)
ORDERS = (
    *("amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status"),
    *("fulfillment-channel", "sales-channel", "order-channel", "url", "ship-service-level", "product-name", "sku"),
    *("asin", "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price", "shipping-tax"),
    *("gift-wrap-price", "gift-wrap-tax", "item-promotion-discount", "ship-promotion-discount", "ship-city"),
    *("ship-state", "ship-postal-code", "ship-country", "promotion-ids", "is-business-order"),
    *("purchase-order-number", "price-designation"),
)
FBA_RETURNS = (
    *("return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity", "fulfillment-center-id"),
    *("detailed-disposition", "reason", "status", "license-plate-number", "customer-comments"),
)
SELLER_RETURNS = (
    *("Order ID", "Order date", "Return request date", "Return request status", "Amazon RMA ID"),
    *("Merchant RMA ID", "Label type", "Label cost", "Currency code", "Return carrier", "Tracking ID"),
    *("Label to be paid by", "A-to-Z Claim", "Is prime", "ASIN", "Merchant SKU", "Item Name"),
    *("Return quantity", "Return Reason", "In policy", "Return type", "Resolution", "Invoice number"),
    *("Return delivery date", "Order Amount", "Order quantity", "SafeT Action reason", "SafeT claim id"),
    *("SafeT claim state", "SafeT claim creation time", "SafeT claim reimbursement amount", "Refunded Amount"),
)
FEEDBACK = ("Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email")
FEEDBACK_DE = ("Datum", "Bewertung", "Kommentare", "Ihre Antwort", "Bestellnummer", "E-Mail des Bewerters")
