import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { LedgerError } from '#core/errors.js';
import type { WrittenAnswer } from '#workspace/answers.js';
import type { Tend } from '#workspace/tend.js';
import type { TextBody } from '../bodies/bodies.js';
import { TEND } from '../tokens.js';

/** Records what a body says; `wait` names the projection that must have it before the answer. */
export class RecordTouchpoints extends Command<WrittenAnswer> {
  constructor(
    readonly body: TextBody,
    readonly wait: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(RecordTouchpoints)
export class RecordTouchpointsHandler implements ICommandHandler<RecordTouchpoints> {
  readonly #tend: Tend;

  constructor(@Inject(TEND) tend: Tend) {
    this.#tend = tend;
  }

  /** @throws LedgerError `not-found` for an unknown projection, before anything is written */
  async execute({ body, wait }: RecordTouchpoints): Promise<WrittenAnswer> {
    if (wait === undefined) return this.#tend.record(body.text, body.type, {});
    const { projections } = await this.#tend.projections();
    if (!projections.some(({ name }) => name === wait)) {
      throw new LedgerError('not-found', `There is no projection ${wait} to wait for; nothing was written.`);
    }
    return this.#tend.record(body.text, body.type, { wait });
  }
}
