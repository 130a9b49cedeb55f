"""Names of countries with a store in the other languages of the console; the English ones are the stores' own."""

COUNTRIES: dict[str, tuple[str, ...]] = {
    "US": (
        "USA", "United States of America", "美国", "美國", "Vereinigte Staaten", "Vereinigte Staaten von Amerika",
        "États-Unis", "Stati Uniti", "Estados Unidos", "アメリカ", "アメリカ合衆国", "米国", "미국",
    ),
    "CA": ("加拿大", "Kanada", "Canadá", "カナダ", "캐나다"),
    "MX": ("墨西哥", "Mexiko", "Mexique", "Messico", "México", "メキシコ", "멕시코"),
    "BR": ("巴西", "Brasilien", "Brésil", "Brasile", "Brasil", "ブラジル", "브라질"),
    "UK": (
        "Great Britain", "英国", "英國", "Vereinigtes Königreich", "Großbritannien", "Royaume-Uni", "Regno Unito",
        "Reino Unido", "イギリス", "英国", "영국",
    ),
    "DE": ("德国", "德國", "Deutschland", "Allemagne", "Germania", "Alemania", "ドイツ", "독일"),
    "FR": ("法国", "法國", "Frankreich", "Francia", "フランス", "프랑스"),
    "IT": ("意大利", "義大利", "Italien", "Italie", "Italia", "イタリア", "이탈리아"),
    "ES": ("西班牙", "Spanien", "Espagne", "Spagna", "España", "スペイン", "스페인"),
    "NL": ("荷兰", "荷蘭", "Niederlande", "Pays-Bas", "Paesi Bassi", "Países Bajos", "オランダ", "네덜란드"),
    "BE": ("比利时", "比利時", "Belgien", "Belgique", "Belgio", "Bélgica", "ベルギー", "벨기에"),
    "SE": ("瑞典", "Schweden", "Suède", "Svezia", "Suecia", "スウェーデン", "스웨덴"),
    "PL": ("波兰", "波蘭", "Polen", "Pologne", "Polonia", "ポーランド", "폴란드"),
    "IE": ("爱尔兰", "愛爾蘭", "Irland", "Irlande", "Irlanda", "アイルランド", "아일랜드"),
    "TR": ("土耳其", "Türkei", "Türkiye", "Turquie", "Turchia", "Turquía", "トルコ", "튀르키예", "터키"),
    "AE": (
        "UAE", "阿拉伯联合酋长国", "阿联酋", "阿拉伯聯合大公國", "阿聯酋", "Vereinigte Arabische Emirate",
        "Émirats arabes unis", "Emirati Arabi Uniti", "Emiratos Árabes Unidos", "アラブ首長国連邦", "아랍에미리트",
    ),
    "SA": (
        "沙特阿拉伯", "沙特", "沙烏地阿拉伯", "Saudi-Arabien", "Arabie saoudite", "Arabia Saudita", "サウジアラビア",
        "사우디아라비아",
    ),
    "EG": ("埃及", "Ägypten", "Égypte", "Egitto", "Egipto", "エジプト", "이집트"),
    "IN": ("印度", "Indien", "Inde", "インド", "인도"),
    "ZA": ("南非", "Südafrika", "Afrique du Sud", "Sudafrica", "Sudáfrica", "南アフリカ", "남아프리카 공화국"),
    "JP": ("日本", "Japon", "Giappone", "Japón", "일본"),
    "AU": ("澳大利亚", "澳大利亞", "澳洲", "Australien", "Australie", "オーストラリア", "호주", "오스트레일리아"),
    "SG": ("新加坡", "Singapur", "Singapour", "シンガポール", "싱가포르"),
}  # fmt: skip
