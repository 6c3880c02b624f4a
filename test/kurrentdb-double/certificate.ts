import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tags of DER, ITU-T X.690. */
const tag = { boolean: 1, integer: 2, bitString: 3, octets: 4, oid: 6, utf8: 12, time: 24, sequence: 48, set: 49 };
/** Object identifiers as DER: ecdsa-with-SHA256, commonName, basicConstraints, subjectAltName. */
const oid = { signature: '2a8648ce3d040302', commonName: '550403', constraints: '551d13', names: '551d11' };

function der(kind: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([kind, ...size]), body]);
}

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const bits = (bytes: Uint8Array): Buffer => der(tag.bitString, hex('00'), bytes);
const time = (text: string): Buffer => der(tag.time, Buffer.from(text));
const extension = (id: string, value: Buffer): Buffer =>
  der(tag.sequence, der(tag.oid, hex(id)), der(tag.octets, value));

/**
 * Writes a key and a certificate that is its own authority, for 127.0.0.1 and `localhost`, for the tests of a secure
 * server. The fields are those of RFC 5280, section 4.1.
 */
export function writeCertificate(directory: string): { readonly keyFile: string; readonly certificateFile: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(tag.sequence, der(tag.oid, hex(oid.signature)));
  const commonName = der(tag.sequence, der(tag.oid, hex(oid.commonName)), der(tag.utf8, Buffer.from('double')));
  const name = der(tag.sequence, der(tag.set, commonName));
  const isAuthority = der(tag.sequence, der(tag.boolean, hex('ff')));
  const names = der(tag.sequence, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = der(tag.sequence, extension(oid.constraints, isAuthority), extension(oid.names, names));
  const certified = der(
    tag.sequence,
    der(0xa0, der(tag.integer, hex('02'))),
    der(tag.integer, hex('01')),
    algorithm,
    name,
    der(tag.sequence, time('20200101000000Z'), time('20991231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const certificate = der(tag.sequence, certified, algorithm, bits(sign('sha256', certified, privateKey)));
  const base64 = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  const files = { keyFile: join(directory, 'double.key'), certificateFile: join(directory, 'double.crt') };
  writeFileSync(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(files.certificateFile, `-----BEGIN CERTIFICATE-----\n${base64.trimEnd()}\n-----END CERTIFICATE-----\n`);
  return files;
}
