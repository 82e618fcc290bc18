#!/usr/bin/env node
import { startProgram } from '../scripts/start-program.mjs';

await startProgram('main.js');
