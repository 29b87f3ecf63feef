// Questions to the server of this launch. The token comes once in the address and is taken out of it.
const KEY = "shixian-token";
const address = new URL(location.href);
if (address.searchParams.has("token")) {
  sessionStorage.setItem(KEY, address.searchParams.get("token"));
  address.searchParams.delete("token");
  history.replaceState(null, "", address.pathname + address.search + address.hash);
}
const token = sessionStorage.getItem(KEY) ?? "";

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
