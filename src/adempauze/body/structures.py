"""Other models that could be true: what is left out or changed in each, to be fitted like the first."""

from collections.abc import Mapping
from types import MappingProxyType

# name -> (what it says, the parameters that make it so)
STRUCTURES: Mapping[str, tuple[str, Mapping[str, float]]] = MappingProxyType(
    {
        "as kept": ("the model as it is", {}),
        "one even lung": ("air and blood reach all of it alike", {"flow_lower": 0.5, "air_lower": 0.5}),
        "vessels of the hand stay wide": ("a finger sees no dive response", {"finger_constriction": 0.0}),
        "no acid": ("fixed acid drives no CO2 out of muscle", {"acid_co2": 0.0, "lactic": 0.0}),
        "even circulation": (
            "output falls after effort as fast as it slowly rose",
            {"tau_q_off": 29.0, "tau_vo2_off": 30.0},
        ),
        "one slow circulation": (
            "output rises without a fast phase, 20 s both ways",
            {"q_fast": 0.01, "tau_q_slow": 20.0, "tau_q_off": 20.0},
        ),
        "no dive response": (
            "output and heart rate do not fall in a hold",
            {"dive_q": 0.001, "dive_q_face": 0.001},
        ),
        "full dive response after an exhale": ("it is as strong as with full lungs", {"dive_empty": 1.0}),
        "mixed veins": (
            "blood returns at once, all stores are in tissue",
            {"venous_muscle_ml": 2.0, "venous_body_ml": 3.0, "muscle_o2_ml": 21.0, "body_o2_ml": 30.0},
        ),
        "no diffusion limit": ("blood leaves the lung in balance with it", {"diffusion_slope": 30.0}),
        "airways that close": ("four times the shunt per litre below FRC", {"shunt_low": 0.184}),
    }
)
