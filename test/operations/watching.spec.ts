import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { startLedger } from '../../apps/ledger/src/start.js';
import { root } from '../architecture/tracked-files.js';
import { touchpoint } from '../faults/server-appends.js';
import { readExposition, type Exposition } from './exposition.js';
import { parsePromql } from './promql.js';

/** What Prometheus itself makes, and the labels that it gives to whatever it scrapes. */
const ofPrometheus = ['up', 'ALERTS'];
const ofScrapes = ['instance', 'job'];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

interface AlertTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly object[] }[];
  }[];
}

const read = (name: string): string => readFileSync(path.join(root, 'infra', name), 'utf8');
const { groups } = parse(read('prometheus/alerts.yml')) as { groups: readonly { rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('grafana/tend.json')) as Dashboard;
const shown = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: title, expr })));
const asked = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
  ...shown,
  ...dashboard.annotations.list.map(({ expr }) => ({ of: 'annotations', expr })),
];

describe('what is watched', () => {
  let told: Exposition;

  beforeAll(async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'tend-watched-'));
    const running = await startLedger({ TEND_DATA: directory, TEND_PORT: '0', TEND_WEBHOOKS_PRIVATE: '1' }, []);
    try {
      const token = readFileSync(path.join(directory, 'api.token'), 'utf8').trim();
      await send(running.url, token, 'touchpoints', 'application/cloudevents+json', touchpoint('one', 1));
      await send(running.url, token, 'webhooks', 'application/json', { url: 'http://127.0.0.1:9/' });
      told = readExposition(await (await fetch(`${running.url}/metrics`)).text());
    } finally {
      await running.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  }, 120_000);

  async function send(url: string, token: string, route: string, type: string, body: unknown): Promise<void> {
    const headers = { 'authorization': `Bearer ${token}`, 'content-type': type };
    const response = await fetch(`${url}/api/v1/${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect([route, response.status]).toEqual([route, 201]);
  }

  it('is asked for in PromQL, by metrics that a server tells', () => {
    const known = [...told.keys(), ...ofPrometheus];
    const unknown = asked.flatMap(({ of, expr }) =>
      parsePromql(expr).selected.flatMap(({ metric }) => (known.includes(metric) ? [] : [`${of}: ${metric}`])),
    );
    expect(unknown).toEqual([]);
    expect(asked.length).toBeGreaterThan(50);
  });

  it('is narrowed and grouped by labels that are there', () => {
    const all = new Set([...told.values()].flatMap((labels) => [...labels]));
    const wrong = asked.flatMap(({ of, expr }) => {
      const { selected, grouping } = parsePromql(expr);
      const narrowed = selected.flatMap(({ metric, labels }) => {
        const known = told.get(metric);
        return known === undefined ? [] : labels.filter((label) => !known.has(label));
      });
      return [...narrowed, ...grouping.filter((label) => !all.has(label))]
        .filter((label) => !ofScrapes.includes(label))
        .map((label) => `${of}: ${label}`);
    });
    expect(wrong).toEqual([]);
  });

  it('is all of what Tend tells of itself', () => {
    const used = new Set(asked.flatMap(({ expr }) => parsePromql(expr).selected.map(({ metric }) => metric)));
    const own = [...told.keys()].filter((name) => name.startsWith('tend_') && !name.endsWith('_sum'));
    // Where the projections cannot be read, the ledger cannot either.
    expect(own.filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('alerts', () => {
  it('say how urgent they are, what has happened and what to do', () => {
    const wanting = rules.filter(
      ({ labels, annotations }) =>
        !['critical', 'warning'].includes(labels['severity'] ?? '') ||
        (annotations['summary'] ?? '').length < 10 ||
        (annotations['description'] ?? '').length < 30,
    );
    expect(wanting).toEqual([]);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('are each tested where they fire and where they do not', () => {
    const { tests } = parse(read('prometheus/alerts.test.yml')) as AlertTests;
    const checks = tests.flatMap((test) => test.alert_rule_test);
    const untested = rules.filter(({ alert }) => {
      const own = checks.filter(({ alertname }) => alertname === alert);
      return !own.some((check) => check.exp_alerts.length > 0) || !own.some((check) => check.exp_alerts.length === 0);
    });
    expect(untested.map(({ alert }) => alert)).toEqual([]);
  });
});

describe('the dashboard', () => {
  const { panels } = dashboard;

  it('explains every panel and names each only once', () => {
    expect(panels.filter(({ type, description }) => type !== 'row' && (description ?? '') === '')).toEqual([]);
    for (const each of [panels.map(({ id }) => id), panels.map(({ title }) => title)])
      expect(new Set<unknown>(each).size).toBe(each.length);
    for (const { targets = [] } of panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });

  it('lays no panel over another, and none over the edge', () => {
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`)).toBe(false);
          taken.add(`${x},${y}`);
        }
    }
  });

  it('uses the variables that it has', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    const used = [...JSON.stringify(panels).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!);
    expect(used.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !used.includes(name))).toEqual([]);
  });
});
