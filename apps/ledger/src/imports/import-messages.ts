import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import { untilToday } from '#workspace/demonstration/last-day.js';
import type { ImportReport, ImportRow } from '#workspace/answers.js';
import type { GenerateOptions, ImportFile, ImportOptions, ImportWork, Proposal, Tend, Work } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

export class ListImports extends Query<{ imports: readonly ImportRow[] }> {}

/** The mapping that the beginning of a file suggests. */
export class ProposeMapping extends Query<Proposal> {
  constructor(readonly file: ImportFile) {
    super();
  }
}

export class RunImport extends Command<ImportReport> {
  constructor(
    readonly file: ImportFile,
    readonly options: ImportOptions,
    readonly work: ImportWork,
  ) {
    super();
  }
}

/** Appends a made-up portfolio. Without a size of its own it is the demonstration, which only an empty ledger takes. */
export class LoadDemonstration extends Command<ImportReport> {
  constructor(
    readonly options: Partial<GenerateOptions>,
    readonly work: Work,
  ) {
    super();
  }
}

/** What `npm start` offers to an empty ledger; it ends now, else everybody in it would have been silent since. */
const demonstration: GenerateOptions = { relationships: 200, events: 10_000, seed: 1, until: untilToday };

export class RevertImportCommand extends Command<ImportRow> {
  constructor(
    readonly importId: Id,
    readonly reason: string | undefined,
    readonly work: Work,
  ) {
    super();
  }
}

@QueryHandler(ListImports)
export class ListImportsHandler implements IQueryHandler<ListImports> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute(): Promise<{ imports: readonly ImportRow[] }> {
    return this.tend.imports();
  }
}

@QueryHandler(ProposeMapping)
export class ProposeMappingHandler implements IQueryHandler<ProposeMapping> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ file }: ProposeMapping): Promise<Proposal> {
    return this.tend.proposeMapping(file);
  }
}

@CommandHandler(RunImport)
export class RunImportHandler implements ICommandHandler<RunImport> {
  #running = 0;

  constructor(@Inject(TEND) private readonly tend: Tend) {}

  /** @throws LedgerError `import-running`: two at once would only slow each other down */
  async execute({ file, options, work }: RunImport): Promise<ImportReport> {
    if (this.#running >= limits.concurrentImports) throw new LedgerError('import-running');
    this.#running++;
    try {
      return await this.tend.import(file, options, work);
    } finally {
      this.#running--;
    }
  }
}

@CommandHandler(LoadDemonstration)
export class LoadDemonstrationHandler implements ICommandHandler<LoadDemonstration> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  async execute({ options, work }: LoadDemonstration): Promise<ImportReport> {
    const isOwn = Object.values(options).some((value) => value !== undefined);
    if (!isOwn && !(await this.tend.status()).empty) {
      throw new LedgerError('invalid', 'The ledger is not empty: the demonstration is for an empty one.');
    }
    const { until, ...size } = demonstration;
    return this.tend.generate({ ...size, ...(isOwn ? {} : { until }), ...options }, work);
  }
}

@CommandHandler(RevertImportCommand)
export class RevertImportHandler implements ICommandHandler<RevertImportCommand> {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  execute({ importId, reason, work }: RevertImportCommand): Promise<ImportRow> {
    return this.tend.revert(importId, reason === undefined ? {} : { reason }, work);
  }
}

export const importHandlers = [
  ListImportsHandler,
  ProposeMappingHandler,
  RunImportHandler,
  RevertImportHandler,
  LoadDemonstrationHandler,
];
