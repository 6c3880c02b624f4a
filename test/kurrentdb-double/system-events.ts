import { randomUUID } from 'node:crypto';
import { expected } from './commit-check.js';
import type { DoubleStore } from './event-store.js';

type SystemEvent = readonly [stream: string, type: string, data: object | string];

const ofEveryServer: readonly SystemEvent[] = [
  ['$$$scavenges', '$metadata', { $maxAge: 2592000, $acl: { $r: '$ops', $w: [], $d: [], $mr: [], $mw: [] } }],
];
const ofSecureServers: readonly SystemEvent[] = [
  ['$$$user-admin', '$metadata', { $acl: { $w: '$admins', $d: '$admins', $mw: '$admins' } }],
  ['$user-admin', '$UserCreated', { loginName: 'admin', fullName: 'Event Store Administrator', groups: ['$admins'] }],
  ['$users', '$User', 'admin'],
];

/** Writes, once, what a new server writes for itself before anybody else does: readers of `$all` meet it. */
export function writeSystemEvents(store: DoubleStore, isSecure: boolean): void {
  for (const [stream, type, data] of isSecure ? [...ofEveryServer, ...ofSecureServers] : ofEveryServer) {
    if (store.streams.get(stream).last >= 0) continue;
    const isJson = typeof data !== 'string';
    const bytes = Buffer.from(isJson ? JSON.stringify(data) : data);
    store.append(stream, expected.any, [{ id: randomUUID(), type, isJson, data: bytes, metadata: new Uint8Array() }]);
  }
}
