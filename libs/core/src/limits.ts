/** Every limit of the program, in one place: queues, batches, pages, bodies, time-outs. Units are in the names. */
export const limits = {
  /** One append to one stream, and one event. KurrentDB's default is 1 MiB an append. */
  appendEvents: 10_000,
  appendBytes: 1024 * 1024,
  /**
   * On KurrentDB: how long one attempt at an append may take; how long until an append whose outcome cannot be learnt is
   * given up; pauses between attempts; how long the opening of a ledger waits for the mirror.
   */
  kurrentdbAttemptMs: 5_000,
  kurrentdbPatienceMs: 20_000,
  kurrentdbFirstPauseMs: 50,
  kurrentdbLastPauseMs: 2_000,
  kurrentdbOpeningMs: 10_000,
  /** Appends that are on their way to the server at once; others wait for them. */
  kurrentdbAppends: 256,
  /** Events that have come from the server and are not in the mirror yet: beyond it the server waits. */
  kurrentdbMirrorQueue: 16_384,
  /** How often a command is decided when something else comes to its stream between its decision and its event. */
  decisionAttempts: 5,
  /** How often names are claimed and keys drawn anew when another node is first: each time somebody has come through. */
  keyAttempts: 50,
  eventBytes: 256 * 1024,
  /** Bodies of HTTP requests; an import is a stream and has no limit of its own. */
  bodyBytes: 4 * 1024 * 1024,
  batchEvents: 1_000,
  jsonDepth: 32,
  /** Nesting of what is hashed: a record around JSON of `jsonDepth`. */
  canonicalDepth: 64,
  /** Rows recorded as one group by an import. */
  importBatchRows: 1_000,
  rowBytes: 1024 * 1024,
  csvColumns: 1_000,
  /** Events of one trace of a XES log that are held until the trace ends. */
  traceEvents: 20_000,
  /** Rows without an id of their own that one import tells apart; 24 to 48 bytes of memory each. */
  identityRows: 8_000_000,
  /** An object-centric log is held whole while it is read, because its events name objects anywhere in it. */
  ocelBytes: 64 * 1024 * 1024,
  /** Objects that one event concerns. */
  objectsPerEvent: 1_000,
  /** Attributes of one type of objects or events. */
  attributesPerType: 1_000,
  /** Places of a file that a refusal of the whole names. */
  violationsNamed: 100,
  pageDefault: 50,
  pageMax: 1_000,
  partiesPerEvent: 200,
  identifiersPerParty: 50,
  /** What the directory keeps of one party, however often it is named anew: more is not found under it. */
  partyNames: 20,
  partyIdentifiers: 200,
  /** An identifier, an external id, a case number: as a source writes it. */
  identifierChars: 1_000,
  nameChars: 200,
  textChars: 100_000,
  /** How much of a customer's own words is scored for sentiment. */
  sentimentChars: 4_000,
  /** How far in the future an event may be said to have occurred: clocks that are fast, and days that have begun elsewhere. */
  futureMs: 24 * 60 * 60 * 1000,
  /** What one process map shows: beyond it a drawing says nothing, and its layout takes seconds. */
  mapActivities: 120,
  mapFlows: 400,
  /** Conditions that cases of a process are chosen by. */
  caseConditions: 20,
  caseConditionChars: 4_000,
  /** Spans between two milestones that one answer tells of. */
  milestoneSpans: 20,
  /** One temporal profile: steps of cases times the activities of each, and the pairs of activities told apart (those of 500). */
  profileGroups: 50_000_000,
  profilePairs: 250_000,
  /** One expected path: what can still be drawn and read. */
  modelNodes: 500,
  modelEdges: 2_000,
  /** One alignment of a case with a path: its events times the nodes and edges, of up to 4 bytes of memory each. */
  alignmentSteps: 10_000_000,
  /** Activities of the variants whose deviations are remembered; the oldest give way. */
  alignedActivities: 1_000_000,
  /** A BPMN file; what of it is not only drawing, data or notes; how deep its elements may stand in each other. */
  bpmnChars: 4 * 1024 * 1024,
  bpmnElements: 10_000,
  bpmnDepth: 64,
  /** Things of it that an answer names as not read. */
  bpmnRefusals: 1_000,
  documentBytes: 1024 * 1024,
  /** Names of keys and cells of projections, in UTF-8. LMDB's own limit is 1,978. */
  projectionKeyBytes: 1_200,
  /** How many keys of one value (`within`) an event is given to. */
  partsOfEvent: 10_000,
  /** What one document contributes to totals: a case of a thousand steps has up to two thousand flows and handovers. */
  rollupEntries: 4_096,
  rollupValues: 100_000,
  /** Rows that are made as they are read (`viewRow`), in a list that is sorted or filtered. */
  viewedRows: 100_000,
  /** The latest events of a document that an answer names. */
  evidenceEvents: 20,
  /**
   * Read models in Redis: how long one command may take and a lost connection is waited for, how often a node looks whether
   * others have written, how long one that has nothing waits for one that has, and what an upload is forgotten after.
   */
  redisCommandMs: 5_000,
  redisReconnectMs: 10_000,
  redisPollMs: 2_000,
  redisGraceMs: 5_000,
  redisUploadMs: 60 * 60 * 1000,
  /** One value in Redis. What is larger lies in several. */
  redisPartBytes: 1024 * 1024,
  /** A log that is longer, and longer than the base that it begins behind, gives way to a new base. */
  redisLogBytes: 32 * 1024 * 1024,
  signalsOfKey: 256,
  signalBytes: 4 * 1024,
  /** What became of signals, as each build remembers it: who follows it and falls behind compares anew. */
  signalTransitions: 20_000,
  /** How old what becomes of a signal may be to be told to anybody who was told nothing of it yet. */
  signalFreshMs: 24 * 60 * 60 * 1000,
  /** How long before it was recorded an event may have occurred to begin a signal that anybody is told of. */
  signalHistoricMs: 30 * 24 * 60 * 60 * 1000,
  /** How long it is remembered what was told of a signal that is over. */
  signalToldMs: 90 * 24 * 60 * 60 * 1000,
  webhooks: 32,
  /** People and programs that are told each day what there is to do. */
  digests: 200,
  /** How long what stands in a digest can be said by its links. */
  digestLinkMs: 7 * 24 * 60 * 60 * 1000,
  mailCallMs: 30_000,
  /** RFC 5321: of a path, less its brackets. */
  mailAddressChars: 254,
  webhookUrlChars: 2_000,
  /** Kinds, or projections, that a webhook is narrowed to. */
  webhookFilters: 50,
  /** Messages that wait for one webhook: behind them it is not followed further, and nothing is lost. */
  webhookPending: 10_000,
  /** Attempts at one message: with pauses from seconds to half a day they take more than a day. */
  webhookAttempts: 16,
  webhookFirstPauseMs: 5_000,
  webhookLastPauseMs: 12 * 60 * 60 * 1000,
  /** How long one attempt may take, from the name's address to the status. */
  webhookCallMs: 10_000,
  /** Of one webhook; the oldest give way. */
  deadLetters: 10_000,
  /** Of one key between two of its facts: one a day for two centuries and a half. */
  deadlinesInARow: 100_000,
  /** One call of a function of a definition. Behind it the thread is ended, and tried once more with ten times as much. */
  handlerMs: 5_000,
  /**
   * Threads that fold: how many there may be, what each may take of memory, how long its end is waited for, and how long a
   * batch when the program ends.
   */
  foldingThreads: 4,
  threadYoungMiB: 32,
  threadOldMiB: 2_048,
  threadEndMs: 2_000,
  threadBatchEndMs: 20_000,
  /** What the key store and the directory of names keep decrypted in memory; beyond it they decrypt again. */
  subjectKeysCached: 20_000,
  partiesCached: 50_000,
  namesCached: 250_000,
  /** One HTTP server: a portfolio of browsers, commands and connectors on one machine. */
  httpConnections: 1_024,
  /** The mapping of an import travels in a header. */
  httpHeaderBytes: 64 * 1024,
  httpHeadersMs: 10_000,
  /** How long a body may make no step forward. */
  httpBodyIdleMs: 30_000,
  httpKeepAliveMs: 75_000,
  /** The beginning of a file that a mapping is proposed from. */
  proposalBytes: 1024 * 1024,
  concurrentImports: 1,
  /** Lines of an answer that wait while a client still sends: a browser reads nothing before it has sent everything. */
  answerBytesWaiting: 32 * 1024 * 1024,
  /** Questions about the past that are worked on at once, and that wait for one of these; answers that are kept. */
  pastQuestions: 2,
  pastQuestionsWaiting: 16,
  pastMemoryBytes: 64 * 1024 * 1024,
  /** After how many seconds whoever was turned away may ask again. */
  retryAfterSec: 2,
  densityBuckets: 1_000,
  /** Examples of each kind of difference between two builds. */
  diffExamplesDefault: 5,
  diffExamplesMax: 100,
  /** Rows of flags in one what-if, each with two instants and what became of the flagged. */
  flagRowsDefault: 1_000,
  flagRowsMax: 10_000,
  /** What may be taken to have been published in one question. */
  assumedRules: 100,
  /** One back-test: its cuts, the numbers that an owner may be able to handle, its bootstraps. */
  backTestCuts: 20,
  backTestCapacities: 10,
  backTestReplicates: 10_000,
  liveClients: 64,
  liveHeartbeatMs: 15_000,
  shutdownMs: 10_000,
  waitMs: 10_000,
} as const;
