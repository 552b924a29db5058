/** The integration under test: counts a SHOPLINE shop's customers, and tries again when it is told to wait. */
export async function countCustomers({ base_url, access_token }, { headers = {}, tries = 3 } = {}) {
  for (let left = tries; ; left--) {
    const answer = await fetch(`${base_url}/customers/v2/count.json`, {
      headers: { authorization: `Bearer ${access_token}`, ...headers },
    })
    if (answer.ok) return (await answer.json()).count
    if (answer.status !== 429 || left <= 1) throw new Error(`SHOPLINE answered ${answer.status}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
