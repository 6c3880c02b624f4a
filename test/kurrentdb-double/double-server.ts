import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { User } from './access.js';
import { appendCall, BatchAppendCall } from './append-calls.js';
import type { DoubleContext } from './context.js';
import { deleteCall, tombstoneCall } from './delete-calls.js';
import { EventLog } from './event-log.js';
import { DoubleStore } from './event-store.js';
import type { Faults } from './faults.js';
import { readCall } from './read-calls.js';
import { clusterOf, supportedMethods } from './server-info.js';
import { writeSystemEvents } from './system-events.js';

const host = '127.0.0.1';
/** The largest message, as of the server; one larger ends the call that brings it. */
const maxMessageBytes = 16 * 1024 * 1024;
/** About as far as a live consumer was seen to fall behind before the server dropped it. */
const liveLagEvents = 30_000;

export interface DoubleOptions {
  /** Where it stores; it goes on with what is there. */
  readonly directory: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Files in PEM. With them users are asked for, as a secure server does; the client sends none without TLS. */
  readonly tls?: { readonly keyFile: string; readonly certificateFile: string };
  readonly users?: readonly User[];
  readonly faults?: Faults;
  /** How many events a live subscriber may fall behind before it is dropped. */
  readonly liveLagEvents?: number;
  /** The time of what is written, in milliseconds since 1970. */
  readonly now?: () => number;
}

export interface RunningDouble {
  /** The connection string of the client. */
  readonly url: string;
  readonly port: number;
  /** May be changed while it runs. */
  readonly faults: Faults;
  /** Breaks all connections; the server goes on and takes new ones. */
  cutConnections(): void;
  /** Breaks all connections and ends. */
  close(): Promise<void>;
}

/** Starts a double of an EventStoreDB server on loopback; it behaves as 23.10 was seen to. */
export async function startDouble(options: DoubleOptions): Promise<RunningDouble> {
  const store = new DoubleStore(EventLog.open(options.directory), options.now ?? Date.now);
  writeSystemEvents(store, options.tls !== undefined);
  const context: DoubleContext = {
    store,
    users: options.tls === undefined ? undefined : (options.users ?? [{ username: 'admin', password: 'changeit' }]),
    faults: options.faults ?? {},
    liveLagEvents: options.liveLagEvents ?? liveLagEvents,
  };
  const server = new Server({ 'grpc.max_receive_message_length': maxMessageBytes });
  const injector = server.createConnectionInjector(credentialsOf(options));
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = listener.address() as AddressInfo;
  addServices(server, context, port);
  const cutConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `esdb://${host}:${port}?tls=${options.tls !== undefined}`,
    port,
    faults: context.faults,
    cutConnections,
    close: async () => {
      const closed = new Promise((resolve) => listener.close(resolve));
      cutConnections();
      server.forceShutdown();
      await closed;
      await store.close();
    },
  };
}

function credentialsOf({ tls }: DoubleOptions): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: readFileSync(tls.keyFile), cert_chain: readFileSync(tls.certificateFile) };
  return ServerCredentials.createSsl(null, [pair]);
}

function addServices(server: Server, context: DoubleContext, port: number): void {
  const { StreamsService: streams } = streamsService;
  const passed = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  server.addService(
    { ...streams, read: { ...streams.read, responseSerialize: passed } },
    {
      read: (call: Parameters<typeof readCall>[1]) => readCall(context, call),
      append: (...[call, answer]: Tail<typeof appendCall>) => appendCall(context, call, answer),
      delete: (...[call, answer]: Tail<typeof deleteCall>) => deleteCall(context, call, answer),
      tombstone: (...[call, answer]: Tail<typeof tombstoneCall>) => tombstoneCall(context, call, answer),
      batchAppend: (call: ConstructorParameters<typeof BatchAppendCall>[1]) => new BatchAppendCall(context, call),
    },
  );
  const instanceId = randomUUID();
  server.addService(gossipService.GossipService, { read: answering(() => clusterOf(instanceId, host, port)) });
  server.addService(featuresService.ServerFeaturesService, { getSupportedMethods: answering(supportedMethods) });
}

type Tail<Call extends (context: DoubleContext, ...rest: never[]) => void> =
  Parameters<Call> extends [unknown, ...infer Rest] ? Rest : never;

/** Answers without looking at the request: these calls are open to everybody, with TLS too. */
function answering<T>(answer: () => T) {
  return (_call: ServerUnaryCall<unknown, T>, respond: sendUnaryData<T>) => respond(null, answer());
}
