/** Total in cents, with the discount (in percent) taken off and rounded to a whole cent. */
export function total(prices, discount = 0) {
  const sum = prices.reduce((all, price) => all + price, 0);
  return Math.round(sum * (1 - discount / 100));
}
