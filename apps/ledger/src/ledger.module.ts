import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TerminusModule } from '@nestjs/terminus';
import type { Logger } from 'pino';
import type { Tend } from '#workspace/tend.js';
import { LongWork } from './bodies/long-work.js';
import { ExportController } from './export/export.controller.js';
import { ExportText } from './export/export-text.js';
import { handoverHandlers } from './handover/handover-queries.js';
import { HandoverController } from './handover/handover.controller.js';
import { importHandlers } from './imports/import-messages.js';
import { ImportsController } from './imports/imports.controller.js';
import { DefinitionsController } from './definitions/definitions.controller.js';
import { LiveController } from './live/live.controller.js';
import { LiveFeed } from './live/live-feed.js';
import { Metrics } from './operations/metrics.js';
import { OperationsController } from './operations/operations.controller.js';
import { ProblemFilter } from './problems/problem-filter.js';
import { definitionHandlers } from './processes/definition-messages.js';
import { ProcessDefinitionsController } from './processes/process-definitions.controller.js';
import { processHandlers } from './processes/process-queries.js';
import { ProcessesController } from './processes/processes.controller.js';
import { AskEvidenceHandler } from './projections/evidence-query.js';
import { EvidenceController } from './projections/evidence.controller.js';
import { madeHandlers } from './projections/made-queries.js';
import { MadeController } from './projections/made.controller.js';
import { PromiseCommandsController } from './promises/promise-commands.controller.js';
import { promiseCommandHandlers } from './promises/promise-commands.js';
import { promiseHandlers } from './promises/promise-queries.js';
import { PromisesController } from './promises/promises.controller.js';
import { projectionHandlers } from './projections/projection-messages.js';
import { ProjectionsController } from './projections/projections.controller.js';
import { portfolioHandlers } from './portfolio/portfolio-queries.js';
import { PortfolioController } from './portfolio/portfolio.controller.js';
import { linkHandlers } from './relationships/link-commands.js';
import { PartyLinksController } from './relationships/party-links.controller.js';
import { relationshipHandlers } from './relationships/relationship-queries.js';
import { RelationshipsController } from './relationships/relationships.controller.js';
import { predictionHandlers } from './prediction/prediction-messages.js';
import { PredictionController } from './prediction/prediction.controller.js';
import { playHandlers } from './plays/play-messages.js';
import { PlaysController } from './plays/plays.controller.js';
import { ruleHandlers } from './rules/rule-messages.js';
import { RulesController } from './rules/rules.controller.js';
import { LinksController } from './security/links.controller.js';
import { OpenController } from './security/open.controller.js';
import { SignalCommandsController } from './signals/signal-commands.controller.js';
import { signalCommandHandlers } from './signals/signal-commands.js';
import { signalHandlers } from './signals/signal-queries.js';
import { SignalsController } from './signals/signals.controller.js';
import { Sessions } from './security/sessions.js';
import { StatusController } from './status/status.controller.js';
import { ReadStatusHandler } from './status/status-query.js';
import { todayHandlers } from './today/today-query.js';
import { TodayController } from './today/today.controller.js';
import { LOG, TEND } from './tokens.js';
import { RecordTouchpointsHandler } from './touchpoints/record-touchpoints.js';
import { TouchpointsController } from './touchpoints/touchpoints.controller.js';
import { voiceHandlers } from './voice/voice-queries.js';
import { VoiceController } from './voice/voice.controller.js';
import { ConfirmController } from './digests/confirm.controller.js';
import { digestHandlers } from './digests/digest-messages.js';
import { DigestsController } from './digests/digests.controller.js';
import { webhookHandlers } from './webhooks/webhook-messages.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

export const controllers = [
  StatusController,
  TouchpointsController,
  RelationshipsController,
  PortfolioController,
  PartyLinksController,
  PromisesController,
  PromiseCommandsController,
  HandoverController,
  DefinitionsController,
  SignalsController,
  SignalCommandsController,
  VoiceController,
  PlaysController,
  TodayController,
  WebhooksController,
  DigestsController,
  ConfirmController,
  ProcessesController,
  ProcessDefinitionsController,
  ProjectionsController,
  EvidenceController,
  MadeController,
  RulesController,
  PredictionController,
  ImportsController,
  ExportController,
  LiveController,
  LinksController,
  OpenController,
  OperationsController,
];

/** The one module: controllers by noun, their messages, and what is made outside. */
@Module({})
export class LedgerModule {
  static of(tend: Tend, sessions: Sessions, log: Logger): DynamicModule {
    return {
      module: LedgerModule,
      imports: [CqrsModule.forRoot(), TerminusModule.forRoot({ logger: false })],
      controllers: [...controllers],
      providers: [
        { provide: TEND, useValue: tend },
        { provide: LOG, useValue: log },
        { provide: Sessions, useValue: sessions },
        Metrics,
        LiveFeed,
        LongWork,
        ExportText,
        ProblemFilter,
        ReadStatusHandler,
        RecordTouchpointsHandler,
        ...relationshipHandlers,
        ...portfolioHandlers,
        ...linkHandlers,
        ...promiseHandlers,
        ...promiseCommandHandlers,
        ...handoverHandlers,
        ...signalHandlers,
        ...signalCommandHandlers,
        ...voiceHandlers,
        ...playHandlers,
        ...todayHandlers,
        ...webhookHandlers,
        ...digestHandlers,
        ...processHandlers,
        ...definitionHandlers,
        ...projectionHandlers,
        AskEvidenceHandler,
        ...madeHandlers,
        ...ruleHandlers,
        ...predictionHandlers,
        ...importHandlers,
      ],
    };
  }
}
