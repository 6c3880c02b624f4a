import { Controller, Get, Query } from '@nestjs/common';
import { definitions, type Defined } from '#workspace/definitions.js';
import { Described } from '../docs/described.js';
import { NoParameters } from '../no-parameters.js';

@Controller('api/v1')
export class DefinitionsController {
  @Described({
    says: 'What the numbers mean that people are shown, each in a sentence or two',
    query: NoParameters,
    answer: { type: 'application/json', is: '{name: sentence}' },
  })
  @Get('definitions')
  all(@Query() _none: NoParameters): Readonly<Record<Defined, string>> {
    return definitions;
  }
}
