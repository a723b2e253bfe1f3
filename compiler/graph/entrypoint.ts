/** In memory, as every container of Docker has it, and open to all users. */
const BEGUN = "/dev/shm/waybill-begun";

/**
 * What stands around an image's own entrypoint where it starts the script of a step. An entrypoint that ends well without
 * running its arguments would make a step seem to have succeeded that was never begun: the step tells that it has, and is
 * asked for it. The arguments of a step that is no script may be meant for the entrypoint itself.
 */
export const watch = {
  before: [
    "sh",
    "-c",
    `rm -f ${BEGUN}; trap : INT TERM; "$@" || exit
[ -e ${BEGUN} ] || { echo "The image's entrypoint has ended without running the step" >&2; exit 1; }`,
    "sh",
  ],
  after: ["sh", "-c", `: > ${BEGUN} && exec "$0" "$@"`],
};
