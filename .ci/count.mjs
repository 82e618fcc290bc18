// count.mjs FAILED_PARTS REPORT...: names what failed or was skipped and prints one line of counts, from jest's own reports.
// A part that failed and a report that is missing each count as one failure, so that the line never looks better than the run.
import { existsSync, readFileSync } from 'node:fs';

const [failedParts, ...files] = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };

for (const file of files) {
  if (!existsSync(file)) {
    console.log(`no report: ${file}`);
    count.failed++;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  count.passed += report.numPassedTests;
  count.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  count.skipped += report.numPendingTests + report.numTodoTests;
  for (const suite of report.testResults) {
    if (suite.status === 'failed' && !suite.assertionResults.length) console.log(`failed: ${suite.name} did not run`);
    for (const { status, fullName } of suite.assertionResults) {
      if (status === 'failed') console.log(`failed: ${fullName}`);
      if (status === 'pending' || status === 'todo') console.log(`skipped: ${fullName}`);
    }
  }
}
if (count.passed === 0) {
  console.log('no test ran');
  count.failed = Math.max(count.failed, 1);
}
// Whatever ended badly without a failed test, such as the demo or a process that did not end, is a failure too.
if (Number(failedParts) > 0) count.failed = Math.max(count.failed, Number(failedParts));
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed ? 1 : 0;
