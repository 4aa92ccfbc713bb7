/** The property tests with inputs never tried before, as often as asked: `npm run test:fuzz -- 5`. Ends at the first counterexample. */
import { spawnSync } from 'node:child_process'

const rounds = Number(process.argv[2] ?? 3)
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('Say how many rounds, as a whole number: npm run test:fuzz -- 5')

for (let round = 1; round <= rounds; round++) {
  const run = spawnSync('npx', ['vitest', 'run', '--project', 'node'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, CHIRP_SEED: 'random' },
  })
  if (run.status !== 0) process.exit(run.status ?? 1)
}
