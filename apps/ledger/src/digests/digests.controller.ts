import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import type { AddedDigest, DigestPreview, DigestRow, DigestsAnswer } from '#workspace/digests/digest-answers.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';
import { WhileAsked } from '../while-asked.js';
import {
  AddDigest,
  ChangeDigest,
  DigestBody,
  ListDigests,
  PreviewDigest,
  RemoveDigest,
  SendDigest,
} from './digest-messages.js';

const json = (is: string) => ({ type: 'application/json', is });

@Controller('api/v1/digests')
export class DigestsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @Described({ says: 'Who is told each day what there is to do, and how that goes', answer: json('DigestsAnswer') })
  @Get()
  list(@Query() _none: NoParameters): Promise<DigestsAnswer> {
    return this.queries.execute(new ListDigests());
  }

  @Described({
    says: 'Tell an address of mail, or of the web, each day what there is to do. For the web the answer holds the secret that messages are signed with, this once',
    body: DigestBody,
    answer: { ...json('AddedDigest'), status: 201 },
    refuses: [404, 413],
  })
  @Post()
  add(@Body() digest: DigestBody, @Query() _none: NoParameters): Promise<AddedDigest> {
    return this.commands.execute(new AddDigest(digest));
  }

  @Described({
    says: 'Remove a digest, with all that waits for it; its links are no good any more',
    answer: json('DigestsAnswer'),
    refuses: [404],
  })
  @Delete(':id')
  remove(@Param('id') id: string, @Query() _none: NoParameters): Promise<DigestsAnswer> {
    return this.commands.execute(new RemoveDigest(idOf(id)));
  }

  @Described({ says: 'Tell a digest again that was disabled', answer: json('DigestRow'), refuses: [404] })
  @Post(':id/enable')
  @HttpCode(200)
  enable(@Param('id') id: string, @Query() _none: NoParameters): Promise<DigestRow> {
    return this.commands.execute(new ChangeDigest(idOf(id), 'enable'));
  }

  @Described({ says: 'Tell nothing until it is enabled', answer: json('DigestRow'), refuses: [404] })
  @Post(':id/disable')
  @HttpCode(200)
  disable(@Param('id') id: string, @Query() _none: NoParameters): Promise<DigestRow> {
    return this.commands.execute(new ChangeDigest(idOf(id), 'disable'));
  }

  @Described({
    says: 'Tell it now, whatever the time, also that there is nothing to do',
    answer: json('DigestRow'),
    refuses: [404, 503],
  })
  @Post(':id/send')
  @HttpCode(200)
  send(@Param('id') id: string, @Query() _none: NoParameters, @WhileAsked() signal: AbortSignal): Promise<DigestRow> {
    return this.commands.execute(new SendDigest(idOf(id), { signal }));
  }

  @Described({
    says: 'What would be told now, as text and as HTML; its links work',
    answer: json('DigestPreview'),
    refuses: [404, 503],
  })
  @Get(':id/preview')
  preview(
    @Param('id') id: string,
    @Query() _none: NoParameters,
    @WhileAsked() signal: AbortSignal,
  ): Promise<DigestPreview> {
    return this.queries.execute(new PreviewDigest(idOf(id), { signal }));
  }
}

/** What else stands in a path is not repeated: it may be anything. */
function idOf(text: string): string {
  if (isId(text)) return text;
  throw new LedgerError('not-found', 'Digests stand here by their id, as GET /api/v1/digests lists it.');
}
