// Checks the golden vectors with an implementation of its own: it imports nothing of the program, only node:crypto, and
// is written after the contract, not after the code. What is hashed here in the plain, slow way must be what the
// program hashes in the fast one.
//
//   node test/vectors/check-vectors.mjs          checks, prints one line a vector, exit status 1 when one differs
//   node test/vectors/check-vectors.mjs --fill   computes what is missing in the files, and changes nothing else
import { createCipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const fill = process.argv.includes('--fill');
let differing = 0;

/** RFC 8785. */
function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`).join(',')}}`;
}

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const hex = (text) => Buffer.from(text, 'hex');

/** RFC 9562: version 8 (or another) and the variant, in 16 bytes. */
function uuid(bytes, version) {
  const out = Buffer.from(bytes.subarray(0, 16));
  out[6] = (out[6] & 0x0f) | (version << 4);
  out[8] = (out[8] & 0x3f) | 0x80;
  return out.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function idVector(vector, file) {
  const name = [vector.kind, vector.dataset, vector.externalId];
  if ('part' in vector) name.push(vector.part);
  const text = jcs(name);
  return { jcs: text, id: uuid(createHmac('sha256', hex(file.idKey)).update(text).digest(), 8) };
}

function identityVector(vector) {
  return { externalId: sha256(jcs([vector.values, vector.occurrence])) };
}

function keyIdVector(vector) {
  return { keyId: uuid(hex(sha256(jcs(['key', vector.subject, vector.generation]))), 8) };
}

/** Thin entry and leaf of a record. In the file `sealed` has its bytes in hex. */
function recordVector({ record }) {
  const { data, sealed, ...meta } = record;
  const entry = {
    v: 1,
    id: record.id,
    stream: record.stream,
    revision: record.revision,
    type: record.type,
    occurredAt: record.occurredAt,
    ordinal: record.ordinal,
    recordedAt: record.recordedAt,
    actorRef: record.actor,
    causationId: record.causationId,
    correlationId: record.correlationId,
    dataHash: sha256(jcs(data)),
    metaHash: sha256(jcs(meta)),
    keyRefs: sealed ? [sealed.keyId] : [],
    salt: record.salt,
  };
  if (sealed) entry.sealedHash = sha256(hex(sealed.commitment), hex(sealed.bytes));
  return { metaJcs: jcs(meta), entry, entryJcs: jcs(entry), leaf: sha256(Buffer.of(0), jcs(entry)) };
}

function digestVector(vector, file) {
  const compared = {};
  for (const name of ['type', 'schemaVersion', 'occurredText', 'actor', 'parties', 'process', 'data']) {
    if (name in vector.record) compared[name] = vector.record[name];
  }
  const { sentiment, ...given } = compared.data;
  if (sentiment?.scorer === 'vader' && /^tend-\d+$/.test(sentiment.version)) compared.data = given;
  if ('plaintext' in vector) compared.sealed = vector.plaintext;
  const text = jcs(compared);
  return { jcs: text, digest: createHmac('sha256', hex(file.key)).update(text).digest('hex') };
}

function sealedVector(vector) {
  const output = Buffer.from(hkdfSync('sha256', hex(vector.subjectKey), vector.eventId, 'tend/seal/1', 64));
  const aad = jcs([vector.organisation, vector.eventId, vector.type]);
  const cipher = createCipheriv('aes-256-gcm', output.subarray(0, 32), Buffer.alloc(12)).setAAD(Buffer.from(aad));
  const bytes = [cipher.update(jcs(vector.object), 'utf8'), cipher.final(), cipher.getAuthTag()];
  return { aad, commitment: output.subarray(32).toString('hex'), bytes: Buffer.concat(bytes).toString('hex') };
}

function check(fileName, list, compute) {
  const path = new URL(fileName, import.meta.url);
  const file = JSON.parse(readFileSync(path, 'utf8'));
  for (const vector of file[list]) {
    const expected = compute(vector, file);
    const wrong = Object.keys(expected).filter((name) => {
      if (fill && !(name in vector)) vector[name] = expected[name];
      return jcs(vector[name] ?? null) !== jcs(expected[name]);
    });
    if (wrong.length > 0) differing += 1;
    console.log(`${wrong.length > 0 ? `DIFFERS in ${wrong.join(', ')}` : 'ok'}: ${fileName} ${list}: ${vector.name}`);
  }
  if (fill) writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
}

check('ids.json', 'ids', idVector);
check('ids.json', 'identities', identityVector);
check('ids.json', 'keyIds', keyIdVector);
check('records.json', 'records', recordVector);
check('digests.json', 'digests', digestVector);
check('sealed.json', 'sealed', sealedVector);
process.exitCode = differing > 0 ? 1 : 0;
