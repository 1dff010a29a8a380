// What a thread of scan-threads.ts runs. Must not: be imported.
import { parentPort, workerData } from 'node:worker_threads'
import { scanDocuments } from '../planning/validate-workspace.ts'
import type { ScanRequest } from './scan-threads.ts'

const { files, names }: ScanRequest = workerData
parentPort?.postMessage(scanDocuments(files, names))
