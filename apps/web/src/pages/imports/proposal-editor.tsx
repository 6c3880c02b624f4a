import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ImportReport } from '#workspace/answers.js';
import { texts } from '../../texts.js';
import { ChoicesOfCases } from './choices-of-cases.js';
import { ImportReportView } from './import-report.js';
import { MappingFields } from './mapping-fields.js';
import type { Offered } from './mapping-form.js';
import { hasCases } from './import-requests.js';
import { parseMapping, type Mapping } from './mapping-form.js';
import { previewTable } from './preview-cells.js';
import type { Import } from './use-import.js';
import { WideTable } from '../../parts/wide-table.js';
import styles from './imports.module.css';

const words = texts.imports;

/** How a file would be read: the first rows, and the mapping as a form or as JSON. */
export function ProposalEditor({ work, tried }: { readonly work: Import; readonly tried: ImportReport | undefined }) {
  const { reading, setReading, file } = work;
  const [broken, setBroken] = useState(false);
  return (
    <section className={styles['proposal']}>
      <h2>{words.proposal(file?.name ?? '')}</h2>
      {tried && <ImportReportView title={words.dryReport} report={tried} rejects={[]} file={file?.name ?? ''} />}
      {tried?.flattening && <ChoicesOfCases flattening={tried.flattening} />}
      <Preview rows={reading.rows} />
      <Notes notes={reading.notes} />
      <div className={styles['fields']}>
        <TextInput
          label={words.dataset}
          description={words.datasetHint}
          value={reading.dataset}
          onChange={({ currentTarget: { value } }) => setReading((before) => ({ ...before, dataset: value }))}
        />
        {hasCases(reading.mapping) && (
          <TextInput
            label={words.process}
            description={words.processHint}
            value={reading.process}
            onChange={({ currentTarget: { value } }) => setReading((before) => ({ ...before, process: value }))}
          />
        )}
        {reading.format === 'ocel' && (
          <TextInput
            label={words.cases}
            description={words.casesHint}
            value={reading.cases}
            onChange={({ currentTarget: { value } }) => setReading((before) => ({ ...before, cases: value }))}
          />
        )}
      </div>
      {reading.mapping === undefined ? (
        <p className="quiet">{words.noMapping}</p>
      ) : (
        <MappingEditor
          mapping={reading.mapping}
          offered={reading}
          change={(mapping) => setReading((before) => ({ ...before, mapping }))}
          onBroken={setBroken}
        />
      )}
      <p className={styles['buttons']}>
        <Button onClick={() => work.run(false)} disabled={broken}>
          {words.import}
        </Button>
        <Button variant="default" onClick={() => work.run(true)} disabled={broken}>
          {words.dryRun}
        </Button>
        <Button variant="subtle" onClick={work.reset}>
          {words.another}
        </Button>
      </p>
    </section>
  );
}

function Notes({ notes }: Pick<Import['reading'], 'notes'>) {
  if (notes.length === 0) return null;
  return (
    <div className={styles['notes']}>
      <h3>{words.notes}</h3>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

function Preview({ rows }: Pick<Import['reading'], 'rows'>) {
  if (rows.length === 0) return null;
  const { columns, cells } = previewTable(rows);
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.rows}>
        <caption>{words.rows}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {previewLabel(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((row, at) => (
            // The rows of a preview have no identity and never move.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={columns[column]} title={cell} data-label={previewLabel(columns[column]!)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

interface MappingEditorProps {
  readonly mapping: Mapping;
  readonly offered: Offered;
  readonly change: (mapping: Mapping) => void;
  readonly onBroken: (broken: boolean) => void;
}

function MappingEditor({ mapping, offered, change, onBroken }: MappingEditorProps) {
  const [view, setView] = useState('form');
  const [text, setText] = useState('');
  const [reason, setReason] = useState<string>();
  const edit = (next: string): void => {
    setText(next);
    try {
      change(parseMapping(next));
      setReason(undefined);
      onBroken(false);
    } catch (error) {
      setReason(words.jsonBroken((error as Error).message));
      onBroken(true);
    }
  };
  const show = (next: string): void => {
    // What is not JSON is lost by leaving: the form shows the last mapping that was.
    setText(JSON.stringify(mapping, undefined, 2));
    setReason(undefined);
    onBroken(false);
    setView(next);
  };
  return (
    <fieldset className={styles['mapping']}>
      <legend>{words.mapping}</legend>
      <SegmentedControl
        aria-label={words.mapping}
        value={view}
        onChange={show}
        data={[
          { value: 'form', label: words.form },
          { value: 'json', label: words.json },
        ]}
      />
      {view === 'form' ? (
        <MappingFields mapping={mapping} offered={offered} change={change} />
      ) : (
        <Textarea
          aria-label={words.json}
          autosize
          minRows={12}
          maxRows={30}
          spellCheck={false}
          classNames={{ input: styles['json']! }}
          value={text}
          error={reason}
          onChange={({ currentTarget }) => edit(currentTarget.value)}
        />
      )}
    </fieldset>
  );
}

/** What a field of a row that is read is called: the names are those of the JSON. */
function previewLabel(column: string): string {
  return words.previewColumns[column] ?? column;
}
