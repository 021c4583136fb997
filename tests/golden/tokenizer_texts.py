"""The small vocabulary and the hard texts of make_tokenizers.py."""

WORDS = """the a an and of to in is was it for on as with by he she that this from be at or not are have had but his her they you we new
york city token model cat dog house river water light day morning time year people one two three four five red
green blue black old first read run walk see part name word book naive resume uber facade pinata
jalapeno strasse unaffable http https www com org example mail user don can won isn ll ve re am do mask sep
cls pad unk hello straße""".split()

SUFFIXES = """s ed ing er est ly ness ment tion able ful less es en al ic ity ous ive ize th nd rd st aff able ll ve re am ht ttp
un work house book fire man day light 1 2 3 10 00 com org ##""".split()

CASED = "The New York Cat The City Token Hello HELLO NASA USA Apple Berlin Café Straße Über İstanbul École Ångström".split()

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" + "«»–—‘’“”…·€£§°©、。「」・！？¡¿"
ACCENTED = "éèêëàâäáåãçñöôóòøõüúùûïîíìýÿšžčřğşıæœðþÉÄÖÜÅØÇÑİß"
FOREIGN = ("αβγδεσςωάΣΩ" "абвгдежийклмнорстуёйЙЁЖД" "אבגדהש" "ابتسمعالأؤ" "कखगतनमरसािी" "กขคนมาเ" "ა" "ა".upper() +
           "中国人大日本東京學学水火" "あいうかがきしてのはぱひ" "アイウカガキパンー" "ｱｲｶﾞ" "한국어글나" "ᄒ\u1161\u11abᄀ\u116e\u11a8" "①②½ﬁ™²")
WORDS_OF_ONE = "中国人大日本東京學学水火①②™²"
MARKS = "\u0300\u0301\u0302\u0303\u0308\u030a\u0327\u0307\u0345\u064b\u093c\u3099\u309a\u05b0"


def unique(pieces):
    return list(dict.fromkeys(pieces))


def vocabulary():
    """[PAD] to [MASK] have the ids 0 to 4."""
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused0]", "[unused1]"]
    pieces += WORDS + CASED + ["##" + piece for piece in SUFFIXES]
    pieces += list(LETTERS + PUNCTUATION + ACCENTED + FOREIGN + MARKS)
    pieces += ["##" + letter for letter in LETTERS[:36] + ACCENTED + FOREIGN + MARKS + "'-.!" if letter not in WORDS_OF_ONE]
    return unique(pieces)


PLAIN = [
    "", " ", "   ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2028", "\x00", "\x01", "\x7f", "\u00ad",
    "a", "A", "é", "e\u0301", "##a", "##", "#", "a b", " a", "a ", "  a  b  ", "\ta\tb\t", "a\nb", "a\r\nb\n", "a\u00a0b",
    "a\u3000b", "a\u200bb", "a\u200db", "a\u2028b", "a\u0085b", "a\x00b", "a\x1fb", "a\ufffdb", "a\u00adb", "a\ufeffb",
    "a\ue000b", "a\U0010ffffb", "a\u0378b", "a\u200e\u200fb", "a\ufe0fb", "a\x0bb", "a\x0cb", "a\u1680b", "a\u180eb",
    "the cat", "The Cat", "THE CAT SAT", "the cats walked slowly", "unaffable", "Unaffable!", "He isn't here, is he?",
    "don't can't won't I'll we've they're I'm he's", "do not . stop ! why ? yes , no", "a . b , c ! d ?", "( a ) [ b ] { c }",
    "\" quoted \" ' single '", "it 's n't 're 've 'm", "...", "a...b", "?!?!", "-", "--", "a-b", "well-known", "a_b", "a/b\\c",
    "1", "10", "1,000.50", "3.14", "$5", "50%", "€20", "#1", "@user", "user@example.com", "https://www.example.com/a?b=c&d=1#e",
    "http://example.org", "C++", "a+b=c", "x^2", "~a", "`code`", "a|b", "<b>bold</b>", "&amp;", "a*b**c",
    "café", "cafe\u0301", "CAFÉ", "CAFE\u0301", "naïve résumé façade piñata jalapeño", "Über straße STRASSE Straße ẞ",
    "Ångström A\u030angstro\u0308m \u212bngstro\u0308m", "İstanbul I\u0307stanbul ıI iİ", "École E\u0301cole", "Ç C\u0327",
    "ø Ø đ ł Ł", "ﬁne ﬂow ﬃ", "½ ¼ ① ② ² ³ ™ ℡ ㎏", "ǅ ǆ Ǆ", "ﾊﾟ", "ａｂｃ ＡＢＣ １２３", "x\u0301\u0302\u0303y", "\u0301a", "\u0301",
    "a \u0301 b", "\u0345α", "ṩ s\u0323\u0307 s\u0307\u0323", "q\u0307\u0323",
    "αβγ ΑΒΓ", "ΟΔΟΣ οδος Σ ς σ", "άλφα ΆΛΦΑ", "Привет мир", "ёЁ йЙ е\u0308 и\u0306", "Дом", "שלום", "בְּ", "سلام", "أؤإ ًا",
    "क\u093cिताब नमस्ते", "สวัสดี มา", "ა Ა", "中国人", "中 国 人", "a中b国c", "学學", "東京都に住む", "日本 Japan 日本", "カタカナ ひらがな",
    "がぎ か\u3099き\u3099", "パン ハ\u309aン", "ｶﾞｷﾞ", "한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한 글", "\u3131", "\uf900", "\U00020000", "\U0002f800", "々〆",
    "😀", "a😀b", "👨‍👩‍👧", "🇩🇪", "❤️", "𝐛𝐨𝐥𝐝", "𝒜", "\U0001e900\U0001e922", "\u0130\u0131", "\u017f\u212a", "\u01c5", "\ufb00",
    "、。「」・！？", "«a» „b“ ‘c’ “d” …", "¡hola! ¿qué?", "a–b—c", "§ 1 ° ©", "a·b", "\u2019s", "a‐b‑c", "™®",
]

SPECIAL = [
    "[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[mask]", "[ MASK ]", "a [MASK] b", "a[MASK]b", "[MASK][MASK]", "the [MASK] cat [SEP] dog",
    "[CLS] the cat [SEP]", "[MASK", "MASK]", "[[MASK]]", "[MASK] .", "  [MASK]  ", "[Mask]", "[unused0]", "a [unused0] b", "[unused0]x",
    "<s> a </s>", "<unk> <pad> <mask>", "a<mask>b", "<cls> a <sep>", "<x>", "a<x>b", "a <x> b", "<X>", "<x><x>", "a  <x>  b",
    "<y>", "a<y>b the<y>", "<y> <x>", "newtoken", "a newtoken b", "anewtokenb", "newtokens", "NewToken", "NEWTOKEN", "new token",
    "Token Two", "token two", "a token two b", "TOKEN  TWO", "ÉLAN", "élan", "e\u0301lan", "the élans", "<url> <URL>", "the<url>cat",
    "<b> <bos> <eos>", "the-the", "never", "a Never b", "[NEVER]", "don't [NEVER] split",
]


def long_words():
    return [letter * count for letter in ("a", "é") for count in (99, 100, 101)] + ["a" * 200, "a" * 201, "1" * 101, "." * 101,
            "a" * 5, "abcdef", "a" * 60 + "\u0301" * 60, "中" * 30, "the " * 20]


SENTENCES = [
    "The New York City cat walked to the old house by the river.", "People know that the first line of this book is short!",
    "Is it true? They have 3 dogs, 2 cats, and 10 birds.", "In Berlin, Über-Straße 12 (near the Café) is open at night.",
]

PAIRS = [
    ["the cat", "the dog"], ["the cat sat", ""], ["", "the dog"], ["", ""], ["The New York", "[MASK] city [SEP]"], ["a", "a b c d e f g h i"],
    ["one two three four five", "red green blue"], ["Café", "中国"], ["<x> a", "b <y>"], ["[CLS]", "newtoken ."], ["éa", "e\u0301 a"],
]

CUT = ["", "a", "the cat", "one two three four five", "one two three four five six", "one two three four five red green", "unaffable unaffable",
       "[MASK] a [SEP] b [CLS] c [PAD] d [UNK]", "中国人大日本東京學", "a " * 20, "The New York City cat walked to the river.", "walked walking works",
       "<x> <y> newtoken <x> <y> newtoken <x> <y>", "a.b.c.d.e.f", "don't can't won't", "é à ü é à ü é à ü", "a" * 101, "xyzzyx", "https://www.example.com",
       ["one two three", "red green blue"], ["a", "one two three four five six seven"], ["one two three four five six seven", "a"],
       ["one two three four five", "red green blue black"], ["one", ""], ["[MASK] a b c", "[MASK] d e f"]]

TEXTS = PLAIN + SPECIAL + long_words() + SENTENCES
