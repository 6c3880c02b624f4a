import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
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

  execute({ body, wait }: RecordTouchpoints): Promise<WrittenAnswer> {
    return this.#tend.record(body.text, body.type, wait === undefined ? {} : { wait });
  }
}
