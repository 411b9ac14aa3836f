// What is asked of the server, and what it answers.

export const { group, name } = document.body.dataset;
const GONE = "The server does not answer; is `vouchline review` still running?";
const LOCKED_OUT = "The server was started again. Open its new link in another tab, then try again here.";

export const problemsOf = (answer) => Object.values(answer?.problems ?? {}).join(" ");

// Sends something to be kept. `failed` in what comes back says why nothing was; 409 and 422 are answers like others.
export const post = async (path, content) => {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content),
    });
  } catch {
    return { failed: GONE };
  }
  const isData = answer.headers.get("content-type")?.startsWith("application/json");
  const found = isData ? await answer.json().catch(() => ({})) : {};
  if (answer.ok || answer.status === 409 || answer.status === 422) return { status: answer.status, ...found };
  return { failed: answer.status === 401 ? LOCKED_OUT : problemsOf(found) || `The server refused it (${answer.status}).` };
};

// Asks for a piece of the page; null where it does not come.
export const get = async (path, values = {}) => {
  try {
    return await fetch(`${path}?${new URLSearchParams({ group, name, ...values })}`);
  } catch {
    return null;
  }
};
