import { startFleet } from '../support/fleet.mjs';
import { atMost, told } from '../support/rows.mjs';

const DEMO_DAYS = 120;
const MONTH_BAR_S = 5;
const YEAR_BAR_S = 60;
const PASSWORD = 'purser-demo';

export const title = 'Clock: a month and a year of the full demo, every due job run in order';

/** @param {(line: string) => void} say */
export async function measure(say) {
  const fleet = await startFleet(1, {}, DEMO_DAYS);
  try {
    const address = fleet.instances[0]?.address ?? '';
    const month = await advance(address, 'P1M');
    say(`a month: ${month.seconds.toFixed(1)} s, ${month.runs} runs of jobs`);
    const year = await advance(address, 'P1Y');
    say(`a year: ${year.seconds.toFixed(1)} s, ${year.runs} runs of jobs`);
    return [
      atMost('clock moved by a month', month.seconds, 's', MONTH_BAR_S),
      told('  runs of jobs in it', month.runs, ''),
      atMost('clock moved by a year', year.seconds, 's', YEAR_BAR_S),
      told('  runs of jobs in it', year.runs, ''),
    ];
  } finally {
    await fleet.close();
  }
}

/**
 * @param {string} address
 * @param {string} duration
 * @throws Error a job failed on the way
 */
async function advance(address, duration) {
  const signedIn = await post(`${address}/api/auth/login`, '', {
    ...{ email: 'root@purser.test', password: PASSWORD },
  });
  const started = performance.now();
  const path = `${address}/api/sandbox/clock`;
  const { ran } = await post(path, signedIn.accessToken, { advance: duration });
  const seconds = (performance.now() - started) / 1_000;
  const failed = ran.filter((/** @type {{ errors: number }} */ { errors }) => errors > 0);
  if (failed.length > 0) throw new Error(`Jobs failed: ${JSON.stringify(failed.slice(0, 3))}`);
  return { seconds, runs: ran.length };
}

/**
 * @param {string} url
 * @param {string} token
 * @param {object} body
 * @returns {Promise<any>}
 */
async function post(url, token, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
