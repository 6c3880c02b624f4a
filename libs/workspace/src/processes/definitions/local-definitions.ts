import { LedgerError } from '#core/errors.js';
import { formatInstant, parseTimestamp, type Instant } from '#core/time.js';
import type { DefinitionChange } from '#domain/commands/define-process.js';
import type { ProcessModel } from '#measures/process/process-model.js';
import { publishOne } from '../../rules/publish-one.js';
import type { NewRule, Rules } from '../../rules/rule-answers.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { DefinedAnswer, DefineQuery, ProcessDefinitions } from './definition-answers.js';
import { differencesOf } from './definition-differences.js';
import { definitionsOf, versionsOf } from './definition-versions.js';
import { warningsOf, type Holding } from './definition-warnings.js';
import { nowOf } from '../../rules/publish-rules.js';
import { changedDraft, requireChange, revertedDraft, type Draft } from './drafts.js';
import { casesBy, seenProcesses, seenSteps } from './seen-process.js';

export type { ProcessDefinitions } from './definition-answers.js';

/**
 * Definitions of processes of a workspace in this process.
 * @param caughtUp resolves when a projection has folded all that is recorded
 */
export function localDefinitions(
  workspace: Workspace,
  rules: Rules,
  caughtUp: (projection: string) => Promise<void>,
): ProcessDefinitions {
  const definitions = new Definitions(workspace, rules);
  return {
    define: async (query, work) => {
      await caughtUp('process-flow');
      return definitions.define(query, work);
    },
    list: async (process) => {
      await caughtUp('process-flow');
      return versionsOf(workspace, process, await seenProcesses(workspace));
    },
  };
}

class Definitions {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly workspace: Workspace,
    private readonly rules: Rules,
  ) {}

  /** One after the other: a change is made to what holds then, and two at once would each leave out what the other says. */
  define(query: DefineQuery, work: Work): Promise<DefinedAnswer> {
    const defined = this.last.then(() => this.defineNow(query, work));
    this.last = defined.catch(() => undefined);
    return defined;
  }

  private async defineNow(query: DefineQuery, work: Work): Promise<DefinedAnswer> {
    const { workspace, rules } = this;
    const { process, effectiveFrom, dryRun = false } = query;
    const change = await withPath(requireChange(query), query.bpmn);
    const seen = await seenSteps(workspace, process, work);
    const draft = this.draftOf(query, change);
    const { version, content, before } = draft;
    const rule: NewRule = {
      type: 'ProcessDefined',
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      data: { ...content, version },
    };
    const holding = this.holdingOf(query, draft);
    const published = await publishOne(rules, rule, work, { dryRun });
    const { zone } = workspace.directory;
    return {
      process,
      version,
      ...(effectiveFrom === undefined ? {} : { effectiveFrom: formatInstant(holding.start, zone) }),
      definition: content,
      ...(before && {
        before: { version: before.version, effectiveFrom: formatInstant(before.effectiveFrom, zone) },
      }),
      differences: differencesOf(before?.content, content),
      warnings: warningsOf(content, seen, holding),
      ...(seen.cases.length > 0 && { cases: casesBy(seen.cases, content) }),
      ...(dryRun ? {} : { published }),
    };
  }

  private draftOf(query: DefineQuery, change: DefinitionChange): Draft {
    const published = definitionsOf(this.workspace, query.process);
    const time = { start: this.startOf(query), now: nowOf(this.workspace) };
    return query.revert === undefined
      ? changedDraft(query, change, published, time)
      : revertedDraft(query, published, time);
  }

  private holdingOf(query: DefineQuery, draft: Draft): Holding {
    const start = this.startOf(query);
    const definitions = definitionsOf(this.workspace, query.process);
    const next = definitions.findLast(
      ({ effectiveFrom, content }) => effectiveFrom > start && differencesOf(content, draft.content).length > 0,
    );
    return {
      start,
      isFromNow: query.effectiveFrom === undefined,
      next,
      since: definitions.at(-1)?.effectiveFrom,
      zone: this.workspace.directory.zone,
    };
  }

  /** @throws LedgerError `invalid` for what is no time */
  private startOf({ effectiveFrom }: DefineQuery): Instant {
    const { directory } = this.workspace;
    if (effectiveFrom === undefined) return nowOf(this.workspace);
    try {
      return parseTimestamp(effectiveFrom, { zone: directory.zone }).instant;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new LedgerError('invalid', message, {
        violations: [{ field: 'effectiveFrom', message }],
        hint: 'Give a date, such as 2026-01-01, or a time, such as 2026-01-01T09:30:00+01:00.',
      });
    }
  }
}

/** The reader of BPMN is loaded only where there is some. */
async function withPath(change: DefinitionChange, bpmn: string | undefined): Promise<DefinitionChange> {
  if (bpmn === undefined) return change;
  const { readBpmn } = await import('#capture/bpmn/bpmn-model.js');
  return { ...change, ...pathOf(await readBpmn(bpmn)) };
}

function pathOf(model: ProcessModel): Pick<DefinitionChange, 'sequence' | 'model'> {
  if (model.kind === 'sequence') return { sequence: [...model.activities] };
  const { start, end, nodes, edges } = model;
  return {
    model: {
      start,
      end,
      nodes: nodes.map(({ id, activity }) => ({ id, ...(activity === undefined ? {} : { activity }) })),
      edges: edges.map(([from, to]) => ({ from, to })),
    },
  };
}
