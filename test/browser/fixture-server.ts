import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import type { ImportReport, ImportRow, StatusAnswer } from '#workspace/answers.js';
import type { NewRule } from '#workspace/rules/rule-answers.js';
import { cannedDocument, cannedDocuments, cannedTotals } from './canned-made.js';
import { cannedFlagBuilds, cannedFlags } from './canned-flags.js';
import { cannedBuilds, cannedStall, cannedDiff, cannedProjections } from './canned-projections.js';
import { cannedOwnerHandover, cannedPack } from './canned-handover.js';
import { cannedMovements, cannedOverview, cannedTeams, channelTotals } from './canned-movements.js';
import { cannedLinks } from './canned-links.js';
import { helpdeskProcess } from './canned-process.js';
import { cannedMap, cannedProcess } from './canned-process-parts.js';
import { definitions } from '#workspace/definitions.js';
import { promisesPage } from './canned-standing.js';
import { cannedRules } from './canned-rules.js';
import { cannedDigests, cannedToday, nothingToday } from './canned-today.js';
import { deadLetters, noSignals, signalsPage, webhooks } from './canned-signals.js';
import { evidencePage } from './canned-evidence.js';
import {
  answered,
  densityOf,
  phaseTotals,
  portfolio,
  relationshipOf,
  relationshipsPage,
  timelinePage,
} from './canned-portfolio.js';

/** A server with canned answers: the pages without the ledger behind them. */
export interface FixtureServer {
  readonly url: string;
  /** Whatever the pages have sent, as `METHOD path?query`. */
  readonly requests: readonly string[];
  /** What questions of “what if”, and rules, were sent with. */
  readonly bodies: readonly unknown[];
  /** Tells every page that listens of a new touchpoint. */
  readonly announce: () => void;
  /** Tells every page that listens that builds have moved. */
  readonly announceBuilds: () => void;
  /** Cuts the live connections, as a server does that stops. */
  readonly cutLive: () => void;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly relationships: number;
  readonly signedIn?: boolean;
  /** The last touchpoint of all was long ago. */
  readonly silentSince?: string;
}

const pages = path.resolve(import.meta.dirname, '../../dist/apps/web');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** No script but our own, nothing from elsewhere. Styles may stand in the page: Mantine and the map bring some. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const importRow: ImportRow = {
  importId: '00000000-0000-8000-8000-000003000000',
  dataset: 'helpdesk',
  format: 'csv',
  startedAt: '2026-11-23T09:00:00.000Z',
  completedAt: '2026-11-23T09:00:02.000Z',
  state: 'completed',
  read: 21_348,
  appended: 21_221,
  known: 127,
  refused: 0,
  differing: 0,
};
const report: ImportReport = {
  ...importRow,
  refused: 1,
  refusals: [
    {
      line: 17,
      code: 'invalid',
      reason: 'The time "yesterday" is none that is understood.',
      column: 'Complete Timestamp',
    },
  ],
  seconds: 2.4,
};
const mapping = {
  version: 1,
  format: 'csv',
  dataset: 'helpdesk',
  process: 'helpdesk',
  zone: 'UTC',
  time: { column: 'Complete Timestamp', format: 'yyyy/MM/dd HH:mm:ss.SSS' },
  case: 'Case ID',
  activity: 'Activity',
  type: 'ActivityRecorded',
  actor: { column: 'Resource', role: 'agent' },
  parties: [{ column: 'customer', role: 'customer', side: 'customer' }],
  identity: ['Case ID', 'Activity', 'Resource', 'Complete Timestamp'],
  unmapped: 'seal',
};
const rows = ['Assign seriousness', 'Take in charge ticket', 'Wait', 'Resolve ticket', 'Closed'].map(
  (activity, at) => ({
    line: at + 2,
    type: 'ActivityRecorded',
    occurredAt: `2012-10-0${at + 1}T14:50:17.000Z`,
    case: 'Case 1',
    activity,
    actor: 'Value 1',
    parties: [{ role: 'customer', name: 'Value 1' }],
  }),
);

/** Starts it on a free port. @throws when the pages are not built */
export async function startFixtureServer({
  relationships,
  signedIn = true,
  silentSince,
}: FixtureOptions): Promise<FixtureServer> {
  if (!existsSync(path.join(pages, 'index.html'))) {
    throw new Error('The pages are not built: run npm test, which builds them, or npx vite build apps/web.');
  }
  const all = portfolio(relationships);
  const process = helpdeskProcess();
  const listening = new Set<ServerResponse>();
  const requests: string[] = [];
  const bodies: unknown[] = [];
  let sequence = answered.position.to;
  const links = cannedLinks(all);
  const rules = cannedRules();
  const status = (): StatusAnswer => ({
    version: '0.1.0',
    zone: 'Europe/Berlin',
    head: { sequence, recordedAt: '2026-11-24T08:00:00.000Z', root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
    empty: all.length === 0,
    demonstrationOffered: all.length === 0,
  });

  const answer = async (route: string, query: URLSearchParams): Promise<unknown> => {
    const [, noun, name = '', part, key] = route.split('/').map(decodeURIComponent);
    const row = noun === 'relationships' ? all.find(({ id }) => id === name) : undefined;
    if (route === '/status') return status();
    if (route === '/relationships') return relationshipsPage(all, query);
    if (route === '/movements') return cannedMovements(all);
    if (route === '/overview') return cannedOverview;
    if (row && part === undefined) return links.in(relationshipOf(row));
    if (row && part === 'handover') return cannedPack(row.id, row.name!);
    if (route === '/handover')
      return cannedOwnerHandover(
        query,
        all.map((one) => one.name!),
      );
    if (row && part === 'timeline') return timelinePage(row, query);
    if (row && part === 'density') return densityOf(row.touchpoints, query);
    if (route === '/density') return all.length === 0 ? { counts: [] } : densityOf(21_348, query, silentSince);
    if (route === '/signals')
      return all.length === 0 ? noSignals : signalsPage(query.get('after'), Number(query.get('limit')));
    if (route === '/definitions') return definitions;
    if (route === '/promises') return promisesPage(all.length === 0, query, all[0] ?? { id: '' });
    if (route === '/today') return all.length === 0 ? nothingToday : cannedToday;
    if (route === '/rules') return rules.list(query.get('all') === 'true');
    if (route === '/digests') return { digests: all.length === 0 ? [] : cannedDigests, canMail: false };
    if (route === '/webhooks') return { webhooks: all.length === 0 ? [] : webhooks };
    if (route === '/webhooks/dead-letters') return { deadLetters };
    if (route === '/processes') {
      const { cases, events, activities } = process;
      const [firstEvent, lastEvent] = ['2010-01-13T08:40:25.000Z', '2014-01-03T13:20:58.000Z'];
      const known = { process: 'helpdesk', cases, events, activities: activities.length, firstEvent, lastEvent };
      return { ...answered, processes: all.length === 0 ? [] : [known] };
    }
    if (noun === 'processes' && name === 'helpdesk' && part === undefined) return cannedProcess(query);
    if (noun === 'processes' && name === 'helpdesk' && part === 'map.svg') return cannedMap(query);
    if (noun === 'projections' && part === 'evidence') return evidencePage(name, query);
    if (route === '/projections') return cannedProjections;
    if (noun === 'projections' && name === 'relationships' && part === 'builds') return cannedBuilds;
    if (noun === 'projections' && name === 'process-flow' && part === 'builds') return cannedStall;
    if (noun === 'projections' && name === 'trajectory' && part === 'builds') return cannedFlagBuilds;
    if (noun === 'projections' && name === 'relationships' && part === 'documents')
      return key === undefined ? cannedDocuments(query) : cannedDocument(key);
    if (noun === 'projections' && name === 'relationships' && part === 'totals') return cannedTotals;
    if (noun === 'projections' && name === 'trajectory' && part === 'totals') return phaseTotals(all, query);
    if (noun === 'projections' && name === 'contact-days' && part === 'totals') return channelTotals;
    if (route === '/teams') return cannedTeams;
    // A projection of which nothing has been made.
    if (noun === 'projections' && name === 'process-flow' && (part === 'documents' || part === 'totals'))
      return { ...answered, projection: name, prefix: [], rows: [], total: 0 };
    if (route === '/imports')
      return {
        imports:
          all.length === 0
            ? []
            : [importRow, { ...importRow, importId: 'x', dataset: 'receipt', format: 'xes', state: 'interrupted' }],
      };
    if (route === '/mappings/propose')
      return { mapping, rows, notes: [], columns: ['Ticket', 'Case ID', 'Activity'], timeFormats: ['iso'] };
    return undefined;
  };

  const server = createServer((request, response) => {
    void handle(request, response);
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    requests.push(`${request.method} ${request.url}`);
    if (!pathname.startsWith('/api/v1/')) return serveFile(pathname, response);
    if (!signedIn)
      return send(response, 401, 'application/problem+json', {
        title: 'Credentials are missing or not valid',
        code: 'unauthorised',
        status: 401,
      });
    const route = pathname.slice('/api/v1'.length);
    if (route === '/live') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': hello\n\n');
      listening.add(response);
      response.on('close', () => listening.delete(response));
      return;
    }
    let sent = '';
    for await (const chunk of request) sent += String(chunk);
    if (route.endsWith('/what-if') || route.endsWith('/PublishRules')) bodies.push(JSON.parse(sent));
    if (request.method === 'POST' && (route === '/imports' || route === '/demonstration')) {
      const lines = [
        { progress: { stage: 'import', done: 10_000, total: 21_348, unit: 'rows' } },
        { reject: 'Case 9,Wait,yesterday' },
        { result: { ...report, rows } },
      ];
      return send(response, 200, 'application/x-ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    }
    if (request.method === 'POST' && /^\/projections\/relationships\/(diff|what-if)$/.test(route))
      return send(response, 200, 'application/x-ndjson', `${JSON.stringify({ result: cannedDiff })}\n`);
    if (request.method === 'POST' && route === '/projections/trajectory/what-if')
      return send(response, 200, 'application/x-ndjson', `${JSON.stringify({ result: cannedFlags })}\n`);
    if (request.method === 'POST' && /^\/commands\/(?:Unl|L)inkParties$/.test(route)) {
      const result = links.command(JSON.parse(sent) as Record<string, string>);
      return send(response, 200, 'application/x-ndjson', `${JSON.stringify({ result })}\n`);
    }
    if (request.method === 'POST' && route === '/commands/PublishRules') {
      const result = rules.publish((JSON.parse(sent) as { rules: NewRule[] }).rules);
      return send(response, 200, 'application/x-ndjson', `${JSON.stringify({ result })}\n`);
    }
    const body = await answer(route, searchParams);
    if (body === undefined)
      return send(response, 404, 'application/problem+json', {
        title: 'There is no such thing',
        detail: 'Nothing is known by this name.',
        hint: 'Look for it by another identifier.',
        code: 'not-found',
        status: 404,
      });
    return send(response, 200, typeof body === 'string' ? 'image/svg+xml' : 'application/json', body);
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    bodies,
    announce: () => {
      sequence += 1;
      for (const each of listening)
        each.write(`id: ${sequence}\nevent: touchpoints\ndata: {"sequence":${sequence},"count":1}\n\n`);
    },
    announceBuilds: () => {
      for (const each of listening) each.write('event: builds\ndata: []\n\n');
    },
    cutLive: () => {
      for (const each of listening) each.destroy();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function serveFile(pathname: string, response: ServerResponse): void {
  const wanted = path.join(pages, path.normalize(pathname));
  const file = path.extname(wanted) !== '' && existsSync(wanted) ? wanted : path.join(pages, 'index.html');
  response.writeHead(200, {
    'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
  });
  response.end(readFileSync(file));
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
