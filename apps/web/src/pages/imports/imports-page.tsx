import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { WorkProgressBar } from '../../parts/work-progress.js';
import { texts } from '../../texts.js';
import { DropFile } from './drop-file.js';
import { ImportReportView } from './import-report.js';
import { ImportsTable } from './imports-table.js';
import { ProposalEditor } from './proposal-editor.js';
import { useImport, type Import } from './use-import.js';
import styles from './imports.module.css';

/** Bring in a file: drop it, see how it would be read, try, import. Below, what was imported before. */
export default function ImportsPage() {
  useDocumentTitle(`${texts.pages.imports} · ${texts.name}`);
  const work = useImport();
  return (
    <>
      <h1>{texts.pages.imports}</h1>
      <div className={styles['work']}>
        {work.problem !== undefined && <ProblemState error={work.problem} />}
        <Stage work={work} />
      </div>
      <ImportsTable />
    </>
  );
}

function Stage({ work }: { readonly work: Import }) {
  const { stage, file } = work;
  const words = texts.imports;
  const another = (
    <p>
      <Button variant="default" onClick={work.reset}>
        {words.another}
      </Button>
    </p>
  );
  switch (stage.kind) {
    case 'idle':
      return <DropFile choose={work.choose} />;
    case 'proposing':
      return (
        <>
          <p>{words.proposing}</p>
          <SkeletonLines count={6} />
        </>
      );
    case 'proposed':
      return <ProposalEditor work={work} tried={stage.tried} />;
    case 'working':
      return (
        <WorkProgressBar
          title={`${stage.dryRun ? words.checking : words.importing} ${file?.name ?? ''}`}
          progress={stage.progress}
          cancel={work.cancel}
        />
      );
    case 'done':
      return (
        <>
          <ImportReportView
            title={words.report}
            report={stage.report}
            rejects={stage.rejects}
            file={file?.name ?? ''}
          />
          {another}
        </>
      );
    case 'cancelled':
      return (
        <>
          <output>{words.cancelled}</output>
          {another}
        </>
      );
  }
}
