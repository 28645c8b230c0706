// The texts of the vectors: written here or drawn from a seeded generator.

const written = [
  '', ' ', '  ', '   ', '\n', '\r\n', '\t', ' \n ', 'a', ' a', 'a ', '  a  b   c    d', 'a\n\nb\r\n\r\n  c\n \n\td', 'x \n', 'x\n ', '\n\n\nx',
  'Hello, world!', "I'm, you're, he'd, we'll, they've, it's, can't", "I'M YOU'RE HE'D WE'LL THEY'VE IT'S CAN'T", "'s'S 'Ll 'rE'vE", "I'\u017Fabc 'T\u017F",
  "''' 's 'tis 'd'd'd", 'don\u2019t', '1 12 123 1234 12345 123456789012', '3.14159 1,000,000 1e-5 0x1F', 'a1b22c333d4444', '\u0661\u0662\u0663\u0664 \u2167 \u00bd \u00b2\u00b3',
  '价格是$19.99，很便宜。', '日本語のテキスト、カタカナ。', '한국어 문장입니다', '\u1112\u1161\u11ab\u1100\u116e\u11a8', 'Привет, мир!', 'שלום עולם', 'مرحبا بالعالم', 'สวัสดีชาวโลก', 'नमस्ते दुनिया',
  '😀😃 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 👍🏽', 'e\u0301 a\u0300\u0323 a\u0323\u0300 \u0301x q\u0307\u0323', 'caf\u00e9 cafe\u0301', '\u212b \u2126 \u00c5 A\u030a \ufb01 \u1e9b\u0323', '\u0958 \u095b \u09cb \u09c7\u09be', '\u{1d15e} \u{2f800} \u{1109a}',
  '\u{10330}\u{10331} \u{1d400}\u{1d401} \u{1d7ce}1\u{1d7cf}', '\u{20000}\u{20001}', '\u0000\u0001\u001f\u007f', 'a\u0085\u0085b \u00a0\u00a0c\u2003d\u3000e\u2028f', '\ufeffa \u200b\u200bb\u200dc\u2060', '\ufffd\ufffe\uffff',
  'def f(x):\n    return x**2  # square\n\n\nclass A:\n\tpass\n', '<div class="a">\n  <p>Text &amp; more</p>\n</div>', 'if (a != b && c <= d) { e->f[0]++; }', '{"a": [1, 2.5, null], "b": "\\n"}',
  'https://example.com/a/b?c=d&e=%20f#g', 'user@example.org', '////####----____====....!!!!????', '$$$ €€ £1', '▁▁a ▁b▁ a▁b', 'Ġword Ċ', '<0x0A> <0x41><unk>', '<s> </s> <unk>', '<s>a</s>', '<|endoftext|>', 'a<|endoftext|>b <|endoftext|> c',
  '<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n', '<|im_start|><|im_start|>', '<|im_star', '<tool_call>\n{"name": "f"}\n</tool_call>', '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|>', '<|reserved_special_token_1|>0',
  'WebShop [SEP] Instruction: [SEP] Find me machine wash men\'s t-shirts with color: heather grey, and size: x-large, and price lower than 50.00 dollars [SEP] Search',
  '[Back to Search] Page 1 (Total results: 50) [Next >] [B07XYZ1234] Our Brand Men\'s Slim-Fit Crew Neck 2-Pack $19.99 to $32.50', 'Action: search[long sleeve shirt]\nObservation: [button] Back to Search [button_]',
  'a'.repeat(2000), ' '.repeat(300), 'ab'.repeat(400), '\n'.repeat(100), '1'.repeat(100), '!'.repeat(200), 'é'.repeat(150), '😀'.repeat(60), 'supercalifragilisticexpialidocious'.repeat(20), ' a'.repeat(200), '▁'.repeat(40),
];

/** A small seeded generator (mulberry32). */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const parts = [
  ' ', ' ', ' ', '  ', '\n', '\t', '\r\n', ' \n', 'the', 'red', 'dress', ' shirt', 'Size', ' X-Large', "'s", "'LL", "n't", '1', '23', '456', ' 7', '.', ',', '!?', ' (', ') ', '[', ']', '$', '€', 'ü', 'é', 'e\u0301', 'ñ', 'я', 'Привет',
  '中', '文字', 'か', '한', '\u1100\u1161', '😀', '👨‍👩‍👧', '\u{10330}', '\u{1d7d0}', '\u0300', '\u0323', '\u200d', '\u00a0', '\u3000', '\u0085', '\u0000', '▁', 'Ġ', '<', '<|', '|>', '<s>', '</s>', '<unk>', '<|im_end|>', '<|endoftext|>', '<|eot_id|>', '<0x20>',
  '{', '}', ' = ', '->', '_', '__', '\\', '/', '"', '`', '#', 'foo', 'foofoo', '文字é ', 'ÖÖ', ' the', 'Bar', 'BAZ', 'xyzzy', 'qj',
];

function* generated(count) {
  const next = random(20261);
  for (let i = 0; i < count; i++) {
    let text = '';
    for (let n = 1 + Math.floor(next() * 40); n > 0; n--) text += parts[Math.floor(next() * parts.length)];
    yield text;
  }
}

/** Every assigned code point between letters, digits and spaces; ideographs and Hangul syllables thinned out. */
function* everyCharacter() {
  let text = '';
  for (let code = 0x80, n = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if ((code >= 0xd800 && code < 0xe000) || !/\p{Assigned}|\p{White_Space}/u.test(character) || /\p{Co}/u.test(character)) continue;
    if (/\p{Ideographic}|[\uac00-\ud7a3]/u.test(character) && code % 37 !== 0) continue;
    text += ` a${character}b ${character}${character}1${character}`;
    if (++n % 64 === 0) { yield text; text = ''; }
  }
  yield text;
}

/** Every character that canonical composition touches: decomposed, and with marks after it. */
function* compositions() {
  let text = '';
  for (let code = 0xc0, n = 0; code <= 0x2fa1d; code++) {
    const character = String.fromCodePoint(code);
    const decomposed = character.normalize('NFD');
    if ((code >= 0xac00 && code < 0xd7a4 && code % 41 !== 0) || decomposed === character) continue;
    text += ` ${character} ${decomposed} ${decomposed}\u0301 ${decomposed}\u0323\u0301`;
    if (++n % 48 === 0) { yield text; text = ''; }
  }
  yield text;
}

export const ordinary = [...written, ...generated(600)];
export const characters = [...everyCharacter(), ...compositions()];
