"""Words of campaigns and search terms, by country; some are Chinese, as in real accounts."""

PRODUCTS = {
    "UK": (
        ("Kettle", "electric kettle"),
        ("Café Press", "café press"),
        ("Desk Lamp", "led desk lamp"),
        ("Yoga Mat", "yoga mat"),
        ("电热水壶", "gooseneck kettle"),
        ("Crème Brûlée Torch", "crème brûlée torch"),
        ("Dog Harness", "dog harness"),
        ("厨房秤", "kitchen scale"),
        ("Water Bottle", "steel water bottle"),
        ("Phone Stand", "phone stand"),
    ),
    "DE": (
        ("Wasserkocher", "wasserkocher"),
        ("Küchenwaage", "küchenwaage"),
        ("Bürostuhl", "bürostuhl"),
        ("Müslischale", "müslischale"),
        ("瑜伽垫", "yogamatte"),
        ("Weißbierglas", "weißbierglas"),
        ("Hundegeschirr", "hundegeschirr"),
        ("Gewürzmühle", "gewürzmühle"),
        ("Trinkflasche", "trinkflasche"),
        ("Türstopper", "türstopper"),
    ),
    "FR": (
        ("Bouilloire", "bouilloire électrique"),
        ("Balance", "balance de cuisine"),
        ("Lampe de bureau", "lampe de bureau"),
        ("瑜伽垫", "tapis de yoga"),
        ("Harnais", "harnais pour chien"),
        ("Gourde", "gourde inox"),
    ),
    "IT": (
        ("Bollitore", "bollitore elettrico"),
        ("Bilancia", "bilancia da cucina"),
        ("Lampada", "lampada da scrivania"),
        ("瑜伽垫", "tappetino yoga"),
        ("Pettorina", "pettorina per cani"),
        ("Borraccia", "borraccia acciaio"),
    ),
    "ES": (
        ("Hervidor", "hervidor de agua"),
        ("Báscula", "báscula de cocina"),
        ("Lámpara", "lámpara de escritorio"),
        ("瑜伽垫", "esterilla de yoga"),
        ("Arnés", "arnés para perro"),
        ("Botella", "botella de acero"),
    ),
}
MODIFIERS = {
    "UK": (
        *("for office", "small", "large", "black", "white", "gift", "travel", "for kids", "set of 2"),
        *("premium", "cheap", "quiet", "foldable", "heavy duty", "for mom", "with case", "replacement"),
        *("near me", "2 pack", "portable"),
    ),
    "DE": (
        *("für büro", "klein", "groß", "schwarz", "weiß", "geschenk", "reise", "für kinder", "2er set"),
        *("hochwertig", "günstig", "leise", "klappbar", "stabil", "für mädchen", "mit tasche", "ersatz"),
        *("küche", "edelstahl", "tragbar"),
    ),
    "FR": (
        *("pour bureau", "petit", "grand", "noir", "blanc", "cadeau", "voyage", "enfant", "lot de 2"),
        *("haut de gamme", "pas cher", "silencieux", "pliable", "robuste", "pour maman", "avec étui", "rechange"),
        *("près de moi", "été", "portable"),
    ),
    "IT": (
        *("per ufficio", "piccolo", "grande", "nero", "bianco", "regalo", "viaggio", "bambini", "set da 2"),
        *("qualità", "economico", "silenzioso", "pieghevole", "robusto", "per mamma", "con custodia", "ricambio"),
        *("cucina", "novità", "portatile"),
    ),
    "ES": (
        *("para oficina", "pequeño", "grande", "negro", "blanco", "regalo", "viaje", "niños", "juego de 2"),
        *("calidad", "barato", "silencioso", "plegable", "resistente", "para mamá", "con funda", "repuesto"),
        *("cocina", "baño", "portátil"),
    ),
}
IDLE = {
    "UK": ("repair", "spare parts", "second hand", "how to clean", "user manual", "images"),
    "DE": ("reparieren", "ersatzteile", "gebraucht", "reinigen", "bedienungsanleitung", "bilder"),
    "FR": ("réparation", "pièces détachées", "occasion", "nettoyer", "mode d'emploi", "images"),
    "IT": ("riparazione", "pezzi di ricambio", "usato", "come pulire", "istruzioni", "immagini"),
    "ES": ("reparar", "piezas de repuesto", "segunda mano", "cómo limpiar", "instrucciones", "imágenes"),
}
"""What people type who buy nothing: in no campaign does it sell."""

TARGETING_WORDS = {
    ("UK", "AUTO"): ("Auto", "自动"),
    ("UK", "MANUAL"): ("Exact", "Manual", "精准"),
    ("DE", "AUTO"): ("Auto", "Automatisch"),
    ("DE", "MANUAL"): ("Manuell", "Schlüsselwörter", "精准"),
    ("FR", "AUTO"): ("Auto", "Automatique"),
    ("FR", "MANUAL"): ("Manuel", "Mots-clés", "精准"),
    ("IT", "AUTO"): ("Auto", "Automatica"),
    ("IT", "MANUAL"): ("Manuale", "Parole chiave", "精准"),
    ("ES", "AUTO"): ("Auto", "Automática"),
    ("ES", "MANUAL"): ("Manual", "Palabras clave", "精准"),
}
