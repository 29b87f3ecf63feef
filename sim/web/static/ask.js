// Questions to the server of this launch. The token comes once in the address and is taken out of it.
// It is kept for the other tabs of this address: a link that somebody copied opens in a new one.
const KEY = "shixian-token";
function store() {
  try { return localStorage; } catch { return null; } // a browser that keeps nothing
}
const address = new URL(location.href);
const given = address.searchParams.get("token");
if (given !== null) {
  store()?.setItem(KEY, given);
  address.searchParams.delete("token");
  history.replaceState(null, "", address.pathname + address.search + address.hash);
}
const token = given ?? store()?.getItem(KEY) ?? "";

export class Refusal extends Error {
  constructor(status, told) {
    super(told?.why ?? `status ${status}`);
    this.status = status;
    this.wrong = told?.wrong ?? null;
  }
}

async function sent(name, body, signal) {
  return fetch(`/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shixian-token": token },
    body: JSON.stringify(body),
    signal,
  });
}

export async function ask(name, body = {}, signal = undefined) {
  const response = await sent(name, body, signal);
  if (response.ok) return response.json();
  throw await refusal(response);
}

export async function fetched(name, body) {
  const response = await sent(name, body);
  if (response.ok) return response.blob();
  throw await refusal(response);
}

async function refusal(response) {
  const text = await response.text();
  try {
    return new Refusal(response.status, JSON.parse(text));
  } catch {
    return new Refusal(response.status, { why: text.trim() });
  }
}
