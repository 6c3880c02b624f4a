/**
 * Jest's reporter for `npm test`: one line a suite, failures in full, and the counts into the file that
 * TEND_TEST_COUNTS names, because the line that others read has to be the very last and Jest prints after us.
 */
import fs from 'node:fs';
import path from 'node:path';

export default class SummaryReporter {
  #root;

  constructor(globalConfig) {
    this.#root = globalConfig.rootDir;
  }

  onTestResult(_test, result) {
    process.stdout.write(`${suiteLine(path.relative(this.#root, result.testFilePath), result)}\n`);
    if (result.failureMessage) process.stdout.write(`${result.failureMessage.trimEnd()}\n`);
  }

  onRunComplete(_contexts, results) {
    const counts = countsOf(results);
    const file = process.env.TEND_TEST_COUNTS;
    if (file) fs.writeFileSync(file, JSON.stringify(counts));
    else process.stdout.write(`${summaryLine(counts)}\n`);
  }
}

/** A suite that could not be run has no tests to count: it counts as one that failed. */
export function countsOf(results) {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/** The line that CI reads. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

export function suiteLine(file, result) {
  const failed = result.numFailingTests > 0 || Boolean(result.testExecError);
  const skipped = result.numPendingTests + result.numTodoTests;
  const parts = [
    `${result.numPassingTests} passed`,
    failed ? `${Math.max(result.numFailingTests, 1)} failed` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ].filter(Boolean);
  const seconds = ((result.perfStats.end - result.perfStats.start) / 1000).toFixed(1);
  return `${failed ? 'FAIL' : 'ok  '} ${file}  ${parts.join(', ')}  ${seconds} s`;
}
