/** Reads the customers of an Easycart shop page after page, as one would write it. */
const { BASE_URL, TOKEN } = process.env

async function get(path) {
  const answer = await fetch(`${BASE_URL}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  if (answer.status !== 429) return answer.json()
  await new Promise((resolve) => setTimeout(resolve, Number(answer.headers.get('retry-after')) * 1000))
  return get(path)
}

const copy = new Map()
const { currencies } = await get('/store')
for (const currency of currencies)
  for (let page = 1, last = 1; page <= last; page++) {
    const { items, pagination } = await get(`/customers?currency=${currency}&page=${page}`)
    for (const customer of items) copy.set(customer.id, customer)
    last = pagination.total_pages
  }
console.log(`read ${copy.size} customers`)
