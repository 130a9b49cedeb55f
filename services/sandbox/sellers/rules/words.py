"""The words of listings, by country; those of long texts only where such are planted."""

NAMES = {
    "KETTLE": {
        "UK": "Electric Kettle",
        "DE": "Wasserkocher",
        "FR": "Bouilloire",
        "IT": "Bollitore",
        "ES": "Hervidor",
    },
    "COFFEE_MAKER": {
        "UK": "Café Press",
        "DE": "Kaffeebereiter",
        "FR": "Cafetière à piston",
        "IT": "Caffettiera",
        "ES": "Cafetera de émbolo",
    },
    "LAMP": {
        "UK": 'Desk Lamp 12"',
        "DE": 'Schreibtischlampe 12"',
        "FR": 'Lampe de bureau 12"',
        "IT": 'Lampada 12"',
        "ES": 'Lámpara 12"',
    },
    "EXERCISE_MAT": {
        "UK": "Yoga Mat",
        "DE": "Yogamatte",
        "FR": "Tapis de yoga",
        "IT": "Tappetino yoga",
        "ES": "Esterilla de yoga",
    },
    "PET_HARNESS": {
        "UK": "Dog Harness",
        "DE": "Hundegeschirr",
        "FR": "Harnais pour chien",
        "IT": "Pettorina per cani",
        "ES": "Arnés para perro",
    },
    "KITCHEN_SCALE": {
        "UK": "Kitchen Scale",
        "DE": "Küchenwaage",
        "FR": "Balance de cuisine",
        "IT": "Bilancia da cucina",
        "ES": "Báscula de cocina",
    },
    "BOTTLE": {
        "UK": "Water Bottle",
        "DE": "Trinkflasche",
        "FR": "Gourde",
        "IT": "Borraccia",
        "ES": "Botella de agua",
    },
    "PHONE_STAND": {
        "UK": "Phone Stand",
        "DE": "Handyständer",
        "FR": "Support téléphone",
        "IT": "Supporto telefono",
        "ES": "Soporte de móvil",
    },
    "MILL": {
        "UK": "Spice Grinder",
        "DE": "Gewürzmühle",
        "FR": "Moulin à épices",
        "IT": "Macinaspezie",
        "ES": "Molinillo",
    },
    "DOOR_STOP": {
        "UK": "Door Stopper",
        "DE": "Türstopper",
        "FR": "Cale-porte",
        "IT": "Fermaporta",
        "ES": "Tope de puerta",
    },
}
"""Kinds of products, by Amazon's product type."""

COLOURS = {
    "UK": ("Black", "White", "Sage Green", "Navy"),
    "DE": ("Schwarz", "Weiß", "Salbeigrün", "Marineblau"),
    "FR": ("Noir", "Blanc", "Vert sauge", "Bleu marine"),
    "IT": ("Nero", "Bianco", "Verde salvia", "Blu navy"),
    "ES": ("Negro", "Blanco", "Verde salvia", "Azul marino"),
}
FEATURES = {
    "UK": ("Quiet Motor", "Easy to Clean", "Compact Design", "Gift Box", "Non Slip Base", "2 Year Warranty"),
    "DE": ("Leiser Motor", "Leicht zu reinigen", "Kompakte Bauform", "Geschenkbox", "Rutschfest", "2 Jahre Garantie"),
    "FR": ("Moteur silencieux", "Facile à nettoyer", "Compact", "Boîte cadeau", "Antidérapant", "Garantie 2 ans"),
    "IT": (
        "Motore silenzioso",
        "Facile da pulire",
        "Compatto",
        "Confezione regalo",
        "Antiscivolo",
        "Garanzia 2 anni",
    ),
    "ES": ("Motor silencioso", "Fácil de limpiar", "Compacto", "Caja de regalo", "Antideslizante", "Garantía 2 años"),
}
MORE = {
    "UK": (
        "Ideal Present Home Office Travel Camping Garden Hotel Student Flat Family Guests Breakfast Picnic Balcony "
        "Terrace Caravan Workshop Studio Nursery School Kitchenette Holiday Weekend Birthday Wedding Christmas Easter"
    ),
    "DE": (
        "Ideales Geschenk Zuhause Büro Reise Camping Garten Hotel Studium Wohnung Familie Gäste Frühstück Picknick "
        "Balkon Terrasse Wohnwagen Werkstatt Atelier Kinderzimmer Schule Teeküche Urlaub Wochenende Geburtstag"
        " Hochzeit"
    ),
}
BULLETS = {
    "UK": (
        "Made for daily use: the surface resists scratches and wipes clean in seconds",
        "Well packed: arrives in a plain box with a printed manual in four languages",
        "Right size: fits small cupboards and most bags, see the pictures for dimensions",
        "Tested: every piece is checked by hand before it leaves the works",
        "Support: our team answers within one working day",
    ),
    "DE": (
        "Für jeden Tag gemacht: die Oberfläche ist kratzfest und schnell abgewischt",
        "Gut verpackt: kommt im schlichten Karton mit gedruckter Anleitung in vier Sprachen",
        "Passende Größe: für kleine Schränke und die meisten Taschen, Maße siehe Bilder",
        "Geprüft: jedes Stück wird vor dem Versand von Hand kontrolliert",
        "Beratung: unser Team antwortet innerhalb eines Werktags",
    ),
    "FR": (
        "Pour tous les jours : la surface résiste aux rayures et se nettoie en quelques secondes",
        "Bien emballé : livré dans un carton simple avec une notice en quatre langues",
        "La bonne taille : se range dans les petits placards et la plupart des sacs",
        "Vérifié : chaque pièce est contrôlée à la main avant de partir",
        "Conseil : notre équipe répond sous un jour ouvré",
    ),
    "IT": (
        "Per ogni giorno: la superficie resiste ai graffi e si pulisce in pochi secondi",
        "Ben imballato: arriva in una scatola semplice con istruzioni in quattro lingue",
        "La misura giusta: entra in armadietti piccoli e in quasi tutte le borse",
        "Controllato: ogni pezzo è verificato a mano prima della spedizione",
        "Assistenza: il nostro gruppo risponde entro un giorno lavorativo",
    ),
    "ES": (
        "Para cada día: la superficie resiste los arañazos y se limpia en segundos",
        "Bien embalado: llega en una caja sencilla con instrucciones en cuatro idiomas",
        "El tamaño justo: cabe en armarios pequeños y en casi todas las bolsas",
        "Revisado: cada pieza se comprueba a mano antes de salir",
        "Ayuda: nuestro equipo responde en un día laborable",
    ),
}
SEARCH_TERMS = {
    "UK": "household accessory everyday helper flat family cottage boat allotment dormitory",
    "DE": "haushalt zubehör alltag helfer wohnung familie ferienhütte boot schrebergarten büro",
    "FR": "maison accessoire quotidien appartement famille chalet bateau jardin bureau",
    "IT": "casa accessorio quotidiano appartamento famiglia baita barca giardino ufficio",
    "ES": "hogar accesorio diario piso familia cabaña barco huerto oficina",
}
MORE_TERMS = {
    "UK": (
        "practical durable sturdy lightweight portable modern classic rustic minimalist scandinavian vintage "
        "industrial nordic farmhouse matte glossy brushed polished textured ergonomic adjustable detachable "
        "stackable washable reusable refillable windproof waterproof shockproof dustproof heatproof rustproof "
        "splashproof foldaway spacesaving multipurpose"
    ),
    "DE": (
        "praktisch langlebig robust leicht tragbar modern klassisch rustikal minimalistisch skandinavisch "
        "nostalgisch nordisch matt glänzend gebürstet poliert strukturiert ergonomisch verstellbar abnehmbar "
        "stapelbar waschbar wiederverwendbar nachfüllbar winddicht wasserdicht stoßfest staubdicht hitzebeständig "
        "rostfrei spritzwassergeschützt klappbar platzsparend vielseitig"
    ),
}
PLACES = {
    "UK": "for Home, for Work, for All",
    "DE": "für Bad, für Büro, für Auto",
    "FR": "pour bain, pour bureau, pour auto",
    "IT": "per bagno, per ufficio, per auto",
    "ES": "para baño, para oficina, para coche",
}
"""Only the preposition stands there three times, which is allowed."""
CONTACTS = {"UK": "Call us on 020 7946 0958", "DE": "Telefon: 030 1234567"}
DESCRIPTIONS = {
    "UK": "{noun} by {brand}. Carefully made and checked,<br>with a manual and accessories in the box.",
    "DE": "{noun} von {brand}. Sorgfältig gefertigt und geprüft,<br>mit Anleitung und Zubehör im Karton.",
    "FR": "{noun} de {brand}. Fabriqué et vérifié avec soin,<br>avec notice et accessoires dans le carton.",
    "IT": "{noun} di {brand}. Fatto e controllato con cura,<br>con istruzioni e accessori nella scatola.",
    "ES": "{noun} de {brand}. Hecho y revisado con cuidado,<br>con instrucciones y accesorios en la caja.",
}
