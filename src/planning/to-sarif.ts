import type { ValidationReport } from '../contract/planning.ts'
import { ALL_CHECKS } from './checks/all-checks.ts'

/** A validation report as a SARIF 2.1.0 log, for hosts that show findings beside the lines. */
export function toSarif(report: ValidationReport): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.validator.name,
            version: report.validator.version,
            rules: ALL_CHECKS.map((check) => ({ id: check.id, shortDescription: { text: check.title } })),
          },
        },
        invocations: [
          {
            executionSuccessful: report.checks.every((check) => check.status !== 'not-run'),
            toolExecutionNotifications: report.checks
              .filter((check) => check.status === 'not-run')
              .map((check) => ({
                level: 'error',
                message: { text: `${check.id} was not run: ${check.reason ?? ''}` },
                associatedRule: { id: check.id },
              })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: report.checks.flatMap((check) =>
          check.findings.map((finding) => ({
            ruleId: check.id,
            level: 'error',
            message: { text: `${finding.message}. ${finding.fix}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: encodeURI(finding.file), uriBaseId: '%SRCROOT%' },
                  region: { startLine: finding.line },
                },
              },
            ],
          })),
        ),
      },
    ],
  }
}
